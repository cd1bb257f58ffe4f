//! A test of one field.

use std::fmt;

use crate::condition::Condition;
use crate::condition::keys::Operator;
use crate::visitor::Field;

/// A test of one field: `{"field": F, OP: VALUE}`.
///
/// Made by a [`Field`]: `Field::Country.is("FR")`.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate(Repr);

/// What few leaves have lies apart, so that conditions are no larger for it.
#[derive(Clone, PartialEq)]
enum Repr {
    /// On a field without a name of its own.
    Plain(&'static Field, Operator),
    /// On another.
    Named(Box<(Field, Operator)>),
    /// With a modifier, or not read whole.
    Rare(Box<Extended>),
}

/// Alike, whether or not the field has a name of its own.
impl fmt::Debug for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, test) = match self {
            Self::Plain(field, test) => (*field, test),
            Self::Named(both) => (&both.0, &both.1),
            Self::Rare(rare) => return f.debug_tuple("Rare").field(rare).finish(),
        };
        f.debug_tuple("Plain").field(field).field(test).finish()
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Extended {
    field: Field,
    test: Operator,
    ignore_case: bool,
    if_unknown: Option<bool>,
    /// What could be read of a part of a document that could not be read whole; what could not has
    /// been reported. Field and test are then no more than placeholders.
    partly: Option<PartialPredicate>,
}

/// The readable parts of a leaf, or of a node of several kinds: they are still checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartialPredicate {
    pub(super) field: Option<Field>,
    pub(super) tests: Vec<Operator>,
    pub(super) joined: Vec<Condition>,
}

impl Predicate {
    pub(super) fn new(field: Field, test: Operator) -> Self {
        Self(match field.without_name() {
            Some(field) => Repr::Plain(field, test),
            None => Repr::Named(Box::new((field, test))),
        })
    }

    pub(super) fn partial(parts: PartialPredicate) -> Self {
        let mut rare = Self::new(Field::Staff, Operator::Exists(true)).into_extended();
        rare.partly = Some(parts);
        Self(Repr::Rare(rare))
    }

    /// The same, comparing text without case ([rule C3](crate::_rules#c3)).
    #[must_use]
    pub fn ignore_case(self) -> Self {
        let mut rare = self.into_extended();
        rare.ignore_case = true;
        Self(Repr::Rare(rare))
    }

    /// Makes the leaf true or false, instead of unknown, for a visitor of whom the field is not known
    /// ([rule C1](crate::_rules#c1)). A negated leaf mostly means `if_unknown(false)`: see
    /// [negation and what is not known](Condition#negation-and-what-is-not-known).
    ///
    /// A draft is refused if this stands at a state or at `exists`, which are never unknown.
    #[must_use]
    pub fn if_unknown(self, truth: bool) -> Self {
        let mut rare = self.into_extended();
        rare.if_unknown = Some(truth);
        Self(Repr::Rare(rare))
    }

    fn into_extended(self) -> Box<Extended> {
        let (field, test) = match self.0 {
            Repr::Plain(field, test) => (field.clone(), test),
            Repr::Named(both) => *both,
            Repr::Rare(rare) => return rare,
        };
        Box::new(Extended { field, test, ignore_case: false, if_unknown: None, partly: None })
    }

    /// What it looks at.
    #[must_use]
    pub fn field(&self) -> &Field {
        match &self.0 {
            Repr::Plain(field, _) => field,
            Repr::Named(both) => &both.0,
            Repr::Rare(rare) => &rare.field,
        }
    }

    /// The predicate whose negation this one is, if its operator is the negation of another one: `in` for `not_in`.
    /// The value for unknown is negated, too, so that `not` around the result is always equal to this predicate.
    pub(crate) fn negated(&self) -> Option<Self> {
        Some(self.negated_as(self.operator().negated()?))
    }

    /// The predicate that is the negation of this one, if there is an operator for it: `not_in` for `in`.
    pub(crate) fn negation(&self) -> Option<Self> {
        Some(self.negated_as(self.operator().negation()?))
    }

    /// The negation, where `operator` is the negation of this operator.
    fn negated_as(&self, operator: Operator) -> Self {
        let mut negated = Self::new(self.field().clone(), operator);
        if self.ignores_case() {
            negated = negated.ignore_case();
        }
        if let Some(truth) = self.truth_if_unknown() {
            negated = negated.if_unknown(!truth);
        }
        negated
    }

    /// Changes what it looks at, and gives what could be read of it where not all could.
    pub(super) fn change_field(
        &mut self,
        change: &mut impl FnMut(&mut Field),
    ) -> Option<&mut PartialPredicate> {
        if self.extended().is_none() {
            let mut field = self.field().clone();
            change(&mut field);
            if field != *self.field() {
                *self = Self::new(field, self.operator().clone());
            }
        }
        match &mut self.0 {
            Repr::Rare(rare) => {
                change(&mut rare.field);
                rare.partly.as_mut()
            }
            Repr::Plain(..) | Repr::Named(_) => None,
        }
    }

    /// The operator and its value.
    #[must_use]
    pub fn operator(&self) -> &Operator {
        match &self.0 {
            Repr::Plain(_, test) => test,
            Repr::Named(both) => &both.1,
            Repr::Rare(rare) => &rare.test,
        }
    }

    /// Whether it compares text without case.
    #[must_use]
    pub fn ignores_case(&self) -> bool {
        self.extended().is_some_and(|rare| rare.ignore_case)
    }

    /// What stands in the place of unknown, if anything does.
    #[must_use]
    pub fn truth_if_unknown(&self) -> Option<bool> {
        self.extended().and_then(|rare| rare.if_unknown)
    }

    /// What could be read, where not all could.
    pub(super) fn what_was_read(&self) -> Option<&PartialPredicate> {
        self.extended().and_then(|rare| rare.partly.as_ref())
    }

    fn extended(&self) -> Option<&Extended> {
        match &self.0 {
            Repr::Plain(..) | Repr::Named(_) => None,
            Repr::Rare(rare) => Some(rare),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process holds those of many workspaces.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn conditions_are_small() {
        assert_eq!(size_of::<Operator>(), 24);
        assert_eq!(size_of::<Condition>(), 32);
    }

    #[test]
    fn fields_change_whatever_form_they_stand_in() {
        let (plain, named) = (Field::Country, Field::attribute("plan"));
        for (from, to) in [(&plain, &named), (&named, &plain), (&plain, &Field::City)] {
            for modify in [Predicate::clone, |leaf: &Predicate| leaf.clone().if_unknown(true)] {
                let mut leaf = modify(&from.clone().is("x"));
                assert!(leaf.change_field(&mut |field| field.clone_from(to)).is_none());
                assert_eq!(leaf, modify(&to.clone().is("x")));
            }
        }
    }

    #[test]
    fn predicates_are_shown_alike_whatever_they_look_at() {
        let shown = |field: Field| format!("{:?}", field.exists());
        assert_eq!(shown(Field::City), "Predicate(Plain(City, Exists(true)))");
        assert_eq!(shown(Field::query("q")), r#"Predicate(Plain(PageQuery("q"), Exists(true)))"#);
    }

    #[test]
    fn modifiers_keep_each_other() {
        let plain = Field::Country.is("FR");
        let both = plain.clone().if_unknown(false).ignore_case();
        assert_eq!((both.field(), both.operator()), (plain.field(), plain.operator()));
        assert_eq!((both.ignores_case(), both.truth_if_unknown()), (true, Some(false)));
        assert_eq!(both, plain.clone().ignore_case().if_unknown(false));
        assert_ne!(both, plain);
    }
}
