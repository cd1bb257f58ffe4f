//! A visitor with some facts changed, seen through the one as it is: nothing of that is copied.

use crate::condition::{Facts, StateBit, Truth, ValueSize};
use crate::decision::named;
use crate::router::Situation;
use crate::router::walk::Subject;
use crate::router::why_not::domain::{Choice, Domain, TEST_BYTES, Url, field_of};
use crate::router::why_not::values::{Other, borrowed};
use crate::scene::Scene;
use crate::settings::Source;
use crate::visitor::{Field, Glance, Prepared, Seen, Shown, Value, Visitor, show_once};

/// A visitor with some facts changed.
pub(super) struct Candidate<'c, 's, 'a> {
    domain: &'c Domain<'s, 'a>,
    /// In the order of their facts, each fact once.
    choices: &'c [Choice],
    /// The URLs of the visitor, where one of them is changed or a part of it.
    urls: Option<Prepared<'c>>,
}

impl<'s, 'a> Domain<'s, 'a> {
    /// Looks at the visitor with some facts changed, given in their order; nothing where no visitor can
    /// show them together.
    pub(super) fn with<R>(
        &self,
        choices: &[Choice],
        then: impl FnOnce(&Candidate<'_, 's, 'a>) -> R,
    ) -> Option<R> {
        let of_urls =
            || choices.iter().filter_map(|choice| Some((*choice, self.fact(choice.0)?.url?)));
        if of_urls().next().is_none() {
            return Some(then(&Candidate { domain: self, choices, urls: None }));
        }
        let mut visitor = Visitor::undated();
        let mut copied = [false; 3];
        for (choice, url) in of_urls() {
            let is_copied = copied.get_mut(url.number())?;
            if !std::mem::replace(is_copied, true) {
                self.copy_url(url, &mut visitor);
            }
            visitor.show(&self.fact(choice.0)?.field, &borrowed(&self.value(choice)?.value))?;
        }
        let urls = Some(Prepared::new(&visitor));
        Some(then(&Candidate { domain: self, choices, urls }))
    }
}

impl<'s, 'a> Candidate<'_, 's, 'a> {
    pub(super) fn domain(&self) -> &Domain<'s, 'a> {
        self.domain
    }

    pub(super) fn has_chosen(&self, fact: u32) -> bool {
        self.choices.iter().any(|(chosen, _)| *chosen == fact)
    }

    /// Whether a change of some fact may show in this one.
    fn is_changed(&self, fact: u32) -> bool {
        let url = |fact: u32| self.domain.fact(fact).and_then(|fact| fact.url);
        match (&self.urls, url(fact)) {
            (Some(_), Some(of_fact)) => {
                self.choices.iter().any(|(chosen, _)| url(*chosen) == Some(of_fact))
            }
            _ => self.has_chosen(fact),
        }
    }

    /// What a fact shows that is changed.
    fn changed(&self, fact: u32) -> Option<Seen<'_>> {
        let of_fact = self.domain.fact(fact)?;
        if let (Some(urls), true) = (&self.urls, of_fact.url.is_some()) {
            return urls.see(&of_fact.field);
        }
        let choice = self.choices.iter().find(|(chosen, _)| *chosen == fact)?;
        match &of_fact.field {
            Field::Attribute(name) if !self.has_room_for(fact, name) => None,
            _ => self.domain.value(*choice)?.seen(),
        }
    }

    /// Whether an attribute that is set is among those that count; all of them do but for a visitor who
    /// has as many already.
    fn has_room_for(&self, fact: u32, name: &str) -> bool {
        let given = self.domain.situation.given();
        let count = given.counted_attributes();
        if Visitor::has_room_for_attributes(count + self.choices.len())
            || given.counts_attribute(name)
        {
            return true;
        }
        let mut others = count;
        for choice in self.choices.iter().filter(|(chosen, _)| *chosen != fact) {
            let field = self.domain.fact(choice.0).map(|fact| &fact.field);
            let Some(Field::Attribute(other)) = field else { continue };
            let is_set = self.domain.value(*choice).is_some_and(|other| other.value != Value::Null);
            match (given.counts_attribute(other), is_set) {
                (true, false) => others -= 1,
                // Those are set in the order of their facts.
                (false, true) if choice.0 < fact => others += 1,
                _ => {}
            }
        }
        Visitor::has_room_for_attributes(others + 1)
    }

    /// Whether a predicate holds.
    pub(super) fn truth(&self, predicate: u32) -> Truth {
        let changed = self.domain.fact_of(predicate).filter(|fact| self.is_changed(*fact));
        let Some(fact) = changed else {
            return self.domain.truth(predicate);
        };
        let rules = self.domain.situation.scene.workspace.rules();
        rules.test(predicate).map_or(Truth::Unknown, |(sight, check)| {
            self.domain.truth_for(sight, check, self.changed(fact))
        })
    }

    /// Whether a URL of the visitor parses: it has a path then.
    pub(super) fn parses(&self, url: Url) -> bool {
        let is_changed =
            self.domain.facts_of_url(url).first().is_some_and(|fact| self.is_changed(*fact));
        match &self.urls {
            Some(urls) if is_changed => urls.see(&url.path()).is_some(),
            _ => self.domain.situation.look_at(&url.path()).is_some(),
        }
    }

    /// The fact of an operand, where it is changed.
    fn changed_fact(&self, operand: u32) -> Option<u32> {
        self.domain.fact_of_operand(operand).filter(|fact| self.is_changed(*fact))
    }

    /// Shows what an operand shows that is changed, in lower case where it is compared like that.
    fn show_changed<R>(
        &self,
        operand: u32,
        fact: u32,
        then: impl FnOnce(Option<Shown<'_>>) -> R,
    ) -> R {
        let rules = self.domain.situation.scene.workspace.rules();
        let folds = rules.sight(operand).is_some_and(|operand| operand.folds);
        show_once(self.changed(fact), folds, then)
    }
}

/// Each look at a field counts against the budget.
impl Facts for Candidate<'_, '_, '_> {
    fn see<R>(&self, sight: u32, then: impl FnOnce(Option<Shown<'_>>) -> R) -> R {
        let charging = |shown: Option<Shown<'_>>| {
            self.domain.budget.charge(1 + ValueSize::of(shown).bytes() / TEST_BYTES);
            then(shown)
        };
        match self.changed_fact(sight) {
            Some(fact) => self.show_changed(sight, fact, charging),
            None => self.domain.situation.see(sight, charging),
        }
    }

    fn glanced(&self, sight: u32) -> Option<Glance> {
        self.domain.budget.charge(1);
        match self.changed_fact(sight) {
            Some(_) => None,
            None => self.domain.situation.glanced(sight),
        }
    }

    fn look(&self, sight: u32) -> Glance {
        match self.changed_fact(sight) {
            Some(fact) => self.show_changed(sight, fact, Glance::of),
            None => self.domain.situation.look(sight),
        }
    }

    fn given(&self, sight: u32) -> Option<&str> {
        match self.changed_fact(sight) {
            Some(_) => None,
            None => Facts::given(self.domain.situation, sight),
        }
    }

    fn look_at(&self, field: &Field) -> Option<Seen<'_>> {
        match self.domain.find(field).filter(|fact| self.is_changed(*fact)) {
            Some(fact) => self.changed(fact),
            None => self.domain.situation.look_at(field),
        }
    }

    fn state(&self, number: u32) -> StateBit {
        self.domain.situation.state(number)
    }

    fn state_of(&self, field: &Field) -> Option<StateBit> {
        self.domain.situation.state_of(field)
    }
}

/// Finding the first trigger costs at least so many tests, and one more for so many triggers.
const FIRST: usize = 16;
const FIRST_TRIGGERS: usize = 256;

impl Subject for Candidate<'_, '_, '_> {
    fn scene(&self) -> &Scene<'_> {
        &self.domain.situation.scene
    }

    fn named(&self, source: Source) -> Option<&str> {
        let fact = field_of(source).and_then(|field| self.domain.find(&field));
        let choice = self.choices.iter().find(|(chosen, _)| Some(*chosen) == fact);
        match choice.and_then(|choice| self.domain.value(*choice)) {
            Some(Other { value: Value::Text(code), .. }) => {
                Some(code).map(|code| &**code).filter(|code| !code.is_empty())
            }
            Some(_) => None,
            None => named(self.domain.situation.given(), source),
        }
    }

    fn first_trigger(&self) -> Option<u32> {
        let Situation { router, scene, .. } = self.domain.situation;
        let triggers = scene.workspace.triggers().len();
        self.domain.budget.charge(FIRST + triggers / FIRST_TRIGGERS);
        router.matcher.first(scene.workspace, self)
    }
}
