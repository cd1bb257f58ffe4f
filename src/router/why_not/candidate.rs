//! A visitor with some facts changed, seen through the one as it is: nothing of that is copied.

use crate::condition::{Facts, Truth};
use crate::decision::requested_group;
use crate::router::metered::{Metered, Overrides};
use crate::router::walk::{Chosen, chosen};
use crate::router::why_not::candidate_values::Other;
use crate::router::why_not::domain::{Choice, Domain, field_of};
use crate::settings::Source;
use crate::visitor::{
    Field, FieldResolver, FieldValue, UrlSource, Value, ValueRef, Visitor, with_owned_value,
};

/// A visitor with some facts changed.
pub(in crate::router) struct Candidate<'c, 's, 'a> {
    domain: &'c Domain<'s, 'a>,
    /// In the order of their facts, each fact once.
    choices: &'c [Choice],
    /// The URLs of the visitor, where one of them is changed or a part of it.
    urls: Option<FieldResolver<'c>>,
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
        let mut copied = [false; UrlSource::COUNT];
        for (choice, url) in of_urls() {
            let is_copied = copied.get_mut(url.index())?;
            if !std::mem::replace(is_copied, true) {
                self.copy_url(url, &mut visitor);
            }
            self.set(&mut visitor, self.fact(choice.0)?, &self.value(choice)?.value)?;
        }
        let urls = Some(FieldResolver::new(&visitor));
        Some(then(&Candidate { domain: self, choices, urls }))
    }
}

impl<'s, 'a> Candidate<'_, 's, 'a> {
    pub(super) fn domain(&self) -> &Domain<'s, 'a> {
        self.domain
    }

    /// Whether it is another visitor than the one as it is.
    pub(super) fn is_changed(&self) -> bool {
        !self.choices.is_empty()
    }

    pub(super) fn has_chosen(&self, fact: u32) -> bool {
        self.choices.iter().any(|(chosen, _)| *chosen == fact)
    }

    /// Whether a change of some fact may show in this one.
    fn is_fact_changed(&self, fact: u32) -> bool {
        let url = |fact: u32| self.domain.fact(fact).and_then(|fact| fact.url);
        match (&self.urls, url(fact)) {
            (Some(_), Some(of_fact)) => {
                self.choices.iter().any(|(chosen, _)| url(*chosen) == Some(of_fact))
            }
            _ => self.has_chosen(fact),
        }
    }

    /// What a fact shows that is changed.
    fn changed(&self, fact: u32) -> Option<FieldValue<'_>> {
        let of_fact = self.domain.fact(fact)?;
        if let (Some(urls), true) = (&self.urls, of_fact.url.is_some()) {
            self.domain.charge_for_part(of_fact);
            return urls.resolve(&of_fact.field);
        }
        let choice = self.choices.iter().find(|(chosen, _)| *chosen == fact)?;
        match &of_fact.field {
            Field::Attribute(name) if !self.has_room_for(fact, name) => None,
            _ => self.domain.value(*choice)?.to_field_value(),
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
        let changed = self.domain.fact_of(predicate).filter(|fact| self.is_fact_changed(*fact));
        let Some(fact) = changed else {
            return self.domain.truth(predicate);
        };
        let rules = self.domain.situation.scene.workspace.rules();
        rules.operand_and_op(predicate).map_or(Truth::Unknown, |(operand, check)| {
            self.domain.truth_for(operand, check, self.changed(fact))
        })
    }

    /// Whether a URL of the visitor parses: it has a path then.
    pub(super) fn parses(&self, url: UrlSource) -> bool {
        let is_changed =
            self.domain.facts_of_url(url).first().is_some_and(|fact| self.is_fact_changed(*fact));
        match &self.urls {
            Some(urls) if is_changed => urls.resolve(&url.path()).is_some(),
            _ => self.domain.situation.resolve_field(&url.path()).is_some(),
        }
    }

    /// The group that it gets, and what chooses it; `asks` says whether visitors must pick whom no
    /// source places.
    pub(super) fn chosen(&self, asks: bool) -> Option<Chosen> {
        let Domain { situation, budget, .. } = self.domain;
        chosen(&Metered::with_overrides(situation, budget, self), asks)
    }
}

impl Overrides for Candidate<'_, '_, '_> {
    fn applies_to(&self, operand: u32) -> bool {
        self.domain.fact_of_operand(operand).is_some_and(|fact| self.is_fact_changed(fact))
    }

    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        let rules = self.domain.situation.scene.workspace.rules();
        let folds = rules.operand(operand).is_some_and(|operand| operand.lowercase);
        let fact = self.domain.fact_of_operand(operand);
        with_owned_value(fact.and_then(|fact| self.changed(fact)), folds, then)
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        match self.domain.find(field).filter(|fact| self.is_fact_changed(*fact)) {
            Some(fact) => self.changed(fact),
            None => self.domain.situation.resolve_field(field),
        }
    }

    fn named(&self, source: Source) -> Option<&str> {
        let fact = field_of(source).and_then(|field| self.domain.find(&field));
        let choice = self.choices.iter().find(|(chosen, _)| Some(*chosen) == fact);
        match choice.and_then(|choice| self.domain.value(*choice)) {
            Some(Other { value: Value::Text(code), .. }) => {
                Some(&**code).filter(|code| !code.is_empty())
            }
            Some(_) => None,
            None => requested_group(self.domain.situation.given(), source),
        }
    }
}
