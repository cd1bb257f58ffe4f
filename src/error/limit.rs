//! The limits of a workspace.

/// The [limits](crate::_rules#limits) of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// 100,000 groups.
    Groups,
    /// 100,000 agents.
    Agents,
    /// 2,000,000 triggers.
    Triggers,
    /// A condition of depth 32. A predicate has depth 1, and `all`, `any` and `not` are one deeper than their
    /// deepest part.
    Depth,
    /// 1,000 predicates in the condition of a trigger.
    Leaves,
    /// 10,000 items in an `in` list.
    ListItems,
    /// 2,048 bytes in a text of a condition.
    TextBytes,
    /// 512 bytes in a regular expression.
    RegexBytes,
    /// 1,000 states in a regular expression. Each character that it matches needs a state, and so does each choice
    /// and assertion. Repetitions are written out before counting. The expression may also not distinguish more
    /// than 255 classes of characters.
    RegexSize,
    /// 128,000,000 steps to compile the regular expressions of a workspace. Equal expressions count once, and
    /// rejected expressions count, too. A workspace with more than 16,000 triggers and groups may take 8,000 steps
    /// for each of them.
    RegexTotal,
    /// 393,216,000 steps for one visitor, if all uses of regular expressions read whole texts. A workspace with more
    /// than 1,000 triggers and groups may take 393,216 steps for each of them. A use takes 8,192 steps, or four
    /// times as many if its table of states has more than 4,096 entries. If the expression has too many combinations
    /// of states for a table, a use takes 2,048 steps for each state. From one thirty-second of the limit on,
    /// expressions read shorter texts, so a decision never takes more than one thirty-second.
    RegexSteps,
}

impl Limit {
    /// Returns the largest allowed value, in the unit of the limit.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Groups | Self::Agents => 100_000,
            Self::Triggers => 2_000_000,
            Self::Depth => 32,
            Self::Leaves => 1_000,
            Self::ListItems => 10_000,
            Self::TextBytes => 2_048,
            Self::RegexBytes => 512,
            Self::RegexSize => 1_000,
            Self::RegexTotal => 128_000_000,
            Self::RegexSteps => 393_216_000,
        }
    }

    /// Returns the sentence that states the limit.
    pub(super) fn statement(self) -> &'static str {
        match self {
            Self::Groups => "a workspace has at most 100000 groups",
            Self::Agents => "a workspace has at most 100000 agents",
            Self::Triggers => "a workspace has at most 2000000 triggers",
            Self::Depth => "a condition is at most 32 levels deep",
            Self::Leaves => "a condition has at most 1000 tests of fields",
            Self::ListItems => "`in` lists at most 10000 values",
            Self::TextBytes => "a text in a condition has at most 2048 bytes",
            Self::RegexBytes => "a regular expression has at most 512 bytes",
            Self::RegexSize => "a regular expression has at most 1000 states",
            Self::RegexTotal => {
                "the regular expressions of a workspace take at most 128000000 steps to compile"
            }
            Self::RegexSteps => {
                "the regular expressions of a workspace take at most 393216000 steps for one visitor"
            }
        }
    }
}
