//! The facts of a visitor that can change, and the values that the rules name for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Check, Sight, Truth, failing, holding, numbers, others};
use crate::decision::{LeftOut, SeenValue};
use crate::id::GroupId;
use crate::router::Situation;
use crate::router::why_not::search::Goal;
use crate::settings::Source;
use crate::visitor::{Field, Prepared, Seen, SeenText, Value, Visitor};
use crate::workspace::Workspace;

/// The most values of one fact that are tried.
const VALUES: usize = 1_000;

/// With more tests of a field values are not compared by what they do to all of them.
const TESTS: usize = 4_000;

/// The facts that can change.
pub(super) struct Domain {
    /// The visitor as it is.
    pub(super) visitor: Visitor<'static>,
    /// In the order of their fields: a whole URL before its parts.
    pub(super) facts: Vec<Fact>,
    pub(super) left_out: Vec<LeftOut>,
    /// The URLs that show a part as it is set, whatever else changes.
    web: Vec<Field>,
}

pub(super) struct Fact {
    pub(super) field: Field,
    /// What it shows as it is.
    pub(super) from: SeenValue,
    pub(super) values: Vec<Other>,
}

/// Another value of a fact.
pub(super) struct Other {
    pub(super) value: Value<'static>,
    /// What the field shows then.
    pub(super) shown: SeenValue,
    /// Whether it names the group that is asked for.
    pub(super) names: bool,
}

impl Other {
    /// What conditions see of it.
    pub(super) fn seen(&self) -> Option<Seen<'_>> {
        match &self.shown {
            SeenValue::Text(text) => Some(Seen::Text(SeenText::Given(text))),
            SeenValue::Number(number) => Some(Seen::Number(*number)),
            SeenValue::Boolean(value) => Some(Seen::Boolean(*value)),
            _ => None,
        }
    }
}

/// The whole URL of which a field is a part.
pub(super) fn whole_url(field: &Field) -> Option<Field> {
    match field {
        Field::PageHost | Field::PagePath | Field::PageQuery(_) => Some(Field::PageUrl),
        Field::PreviousHost | Field::PreviousPath => Some(Field::PreviousUrl),
        Field::ReferrerHost | Field::ReferrerPath => Some(Field::ReferrerUrl),
        _ => None,
    }
}

/// The field of a source that a visitor names a group by.
pub(super) fn field_of(source: Source) -> Option<Field> {
    match source {
        Source::Assignment => Some(Field::Assignment),
        Source::Selection => Some(Field::Selection),
        Source::GroupCode => Some(Field::GroupCode),
        Source::Trigger | Source::Default => None,
    }
}

type Tests<'r> = Vec<(&'r Sight, &'r Check)>;

impl Domain {
    /// The facts that a group could depend on.
    pub(super) fn of(situation: &Situation<'_>, group: &GroupId, goals: &[Goal]) -> Self {
        let workspace = situation.scene.workspace;
        let mut tests = tests_by_field(workspace, goals);
        let ways_in: Vec<Field> =
            workspace.precedence().iter().filter_map(|source| field_of(*source)).collect();
        let whole_urls = tests.keys().filter_map(whole_url);
        for field in whole_urls.chain(ways_in.iter().cloned()).collect::<Vec<_>>() {
            tests.entry(field).or_default();
        }
        let mut domain = Self {
            visitor: situation.given().clone().into_owned(),
            facts: Vec::new(),
            left_out: Vec::new(),
            web: Vec::new(),
        };
        for (field, tests) in tests {
            if matches!(field, Field::Bucket(_)) {
                domain.left_out.push(LeftOut::Field { field });
                continue;
            }
            let way_in = ways_in.contains(&field);
            let mut fact = Gathering::new(&domain.visitor, &field, &tests, way_in);
            if way_in {
                fact.add(Value::from(group.as_str().to_owned()));
            }
            fact.gather();
            if fact.untried {
                domain.left_out.push(LeftOut::Test { field: field.clone() });
            }
            if fact.values.len() > VALUES {
                fact.values.truncate(VALUES);
                domain.left_out.push(LeftOut::Values { field: field.clone(), tried: VALUES });
            }
            let names =
                |value: &Value<'static>| way_in && *value == Value::from(group.as_str().to_owned());
            let other = |(value, shown)| Other { names: names(&value), value, shown };
            let values = std::mem::take(&mut fact.values).into_iter().map(other).collect();
            let from = shown(&domain.visitor, &field);
            let fact = Fact { field, from, values };
            if is_of_the_web(&fact) {
                domain.web.push(fact.field.clone());
            }
            domain.facts.push(fact);
        }
        domain
    }

    /// Whether a URL shows a part as it is set, whatever else changes.
    pub(super) fn keeps_parts(&self, url: &Field) -> bool {
        self.web.contains(url)
    }
}

/// Whether a URL, as it is and as it may become, is one of the web: those show a part as it is set.
fn is_of_the_web(url: &Fact) -> bool {
    let is_of_the_web = |value: &SeenValue| match value {
        SeenValue::Text(url) => url.starts_with("https://") || url.starts_with("http://"),
        _ => true,
    };
    is_of_the_web(&url.from) && url.values.iter().all(|other| is_of_the_web(&other.shown))
}

/// All tests of the rules; those of triggers that lead to the group come first, so that their values
/// are tried whatever is left out.
fn tests_by_field<'w>(workspace: &'w Workspace, goals: &[Goal]) -> BTreeMap<Field, Tests<'w>> {
    let rules = workspace.rules();
    let nearest = goals.iter().filter_map(|goal| match goal {
        Goal::Trigger(place) => workspace.checked_triggers().get(*place as usize)?.when,
        Goal::Default | Goal::Named(_) => None,
    });
    let numbers = nearest.flat_map(|program| rules.tests_of(program)).chain(rules.test_numbers());
    let mut seen = BTreeSet::new();
    let mut tests: BTreeMap<Field, Tests<'_>> = BTreeMap::new();
    for (sight, check) in numbers.filter(|n| seen.insert(*n)).filter_map(|n| rules.test(n)) {
        tests.entry(sight.field.clone()).or_default().push((sight, check));
    }
    tests
}

fn shown(visitor: &Visitor<'_>, field: &Field) -> SeenValue {
    let prepared = Prepared::new(visitor);
    prepared.see(field).map_or(SeenValue::Unknown, |seen| SeenValue::from(&seen))
}

/// The values of one fact while they are gathered.
struct Gathering<'d> {
    visitor: &'d Visitor<'static>,
    field: &'d Field,
    tests: &'d [(&'d Sight, &'d Check)],
    /// What values do to the tests: of two that do the same one is enough.
    effects: Option<BTreeSet<Vec<Truth>>>,
    /// What there is without a change.
    shown: BTreeSet<String>,
    /// With what the field shows then.
    values: Vec<(Value<'static>, SeenValue)>,
    /// Whether for some test no value was found that it holds for.
    untried: bool,
}

impl<'d> Gathering<'d> {
    fn new(
        visitor: &'d Visitor<'static>,
        field: &'d Field,
        tests: &'d [(&'d Sight, &'d Check)],
        way_in: bool,
    ) -> Self {
        let mut this = Self {
            visitor,
            field,
            tests,
            effects: None,
            shown: BTreeSet::from([format!("{:?}", shown(visitor, field))]),
            values: Vec::new(),
            untried: false,
        };
        // A part of a URL shows in others; a way in does more than what tests see of it.
        let is_url = whole_url(field).is_some()
            || matches!(field, Field::PageUrl | Field::PreviousUrl | Field::ReferrerUrl);
        if !is_url && !way_in && tests.len() <= TESTS {
            this.effects = Some(BTreeSet::from([this.effect(visitor)]));
        }
        this
    }

    fn gather(&mut self) {
        self.add_outsider();
        for (sight, check) in self.tests {
            for forms in holding(self.field, check) {
                let found = forms
                    .into_iter()
                    .find(|value| self.truth(value, sight, check) == Some(Truth::True));
                match found {
                    Some(value) => self.add(value),
                    None => self.untried = true,
                }
            }
            let other = failing(self.field, check)
                .find(|value| self.truth(value, sight, check) == Some(Truth::False));
            other.into_iter().for_each(|value| self.add(value));
            if self.values.len() > VALUES {
                return;
            }
        }
        for number in numbers(self.field, self.tests.iter().map(|(_, check)| *check)) {
            self.add(number);
        }
        self.add(Value::Null);
    }

    /// Adds a known value for which no test of a text holds.
    fn add_outsider(&mut self) {
        let tests: Vec<_> = self
            .tests
            .iter()
            .filter(|(_, check)| matches!(check, Check::Text(_) | Check::Matches(_)))
            .collect();
        if tests.is_empty() || tests.len() > TESTS {
            return;
        }
        let outsider = others(self.field).find(|value| {
            self.with(value).is_some_and(|visitor| {
                let prepared = Prepared::new(&visitor);
                tests.iter().all(|(sight, check)| truth(&prepared, sight, check) == Truth::False)
            })
        });
        outsider.into_iter().for_each(|value| self.add(value));
    }

    /// Adds a value that the visitor can show and that makes a difference.
    fn add(&mut self, value: Value<'static>) {
        let Some(visitor) = self.with(&value) else {
            return;
        };
        let shown = shown(&visitor, self.field);
        if !self.shown.insert(format!("{shown:?}")) {
            return;
        }
        let effect = self.effects.is_some().then(|| self.effect(&visitor));
        let is_new = match (&mut self.effects, effect) {
            (Some(effects), Some(effect)) => effects.insert(effect),
            _ => true,
        };
        if is_new {
            self.values.push((value, shown));
        }
    }

    fn with(&self, value: &Value<'static>) -> Option<Visitor<'static>> {
        let mut visitor = self.visitor.clone();
        visitor.show(self.field, value)?;
        Some(visitor)
    }

    fn truth(&self, value: &Value<'static>, sight: &Sight, check: &Check) -> Option<Truth> {
        self.with(value).map(|visitor| truth(&Prepared::new(&visitor), sight, check))
    }

    fn effect(&self, visitor: &Visitor<'_>) -> Vec<Truth> {
        let prepared = Prepared::new(visitor);
        self.tests.iter().map(|(sight, check)| truth(&prepared, sight, check)).collect()
    }
}

fn truth(visitor: &Prepared<'_>, sight: &Sight, check: &Check) -> Truth {
    sight.truth(check, visitor.see(&sight.field))
}
