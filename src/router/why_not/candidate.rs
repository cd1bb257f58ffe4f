//! A candidate of the counterfactual search: a visitor with some facts changed, as an overlay on the given
//! visitor. No visitor is copied.

use crate::condition::{Facts, Truth};
use crate::decision::requested_group;
use crate::ix::{OperandIx, PredicateIx};
use crate::router::budgeted_facts::{BudgetedFacts, Overrides};
use crate::router::walk::{Chosen, chosen};
use crate::router::why_not::candidate_values::CandidateValue;
use crate::router::why_not::domain::{Domain, FactChoice, FactIx, field_of};
use crate::settings::Source;
use crate::visitor::{
    Field, FieldResolver, FieldValue, UrlSource, Value, ValueRef, Visitor, with_owned_value,
};

/// A visitor with some facts changed.
pub(in crate::router) struct Candidate<'c, 's, 'a> {
    domain: &'c Domain<'s, 'a>,
    /// The chosen values in the order of their facts, each fact once.
    choices: &'c [FactChoice],
    /// The URLs of the visitor, if one of them or a part of one is changed.
    urls: Option<FieldResolver<'c>>,
}

impl<'s, 'a> Domain<'s, 'a> {
    /// Calls `then` with the visitor after some changes, which are given in the order of their facts. Returns
    /// `None` if no visitor can have them together.
    pub(super) fn with<R>(
        &self,
        choices: &[FactChoice],
        then: impl FnOnce(&Candidate<'_, 's, 'a>) -> R,
    ) -> Option<R> {
        let of_urls =
            || choices.iter().filter_map(|choice| Some((*choice, self.fact(choice.0)?.url?)));
        // Only URLs have to be rebuilt. Any other change replaces the value of one field.
        if of_urls().next().is_none() {
            return Some(then(&Candidate { domain: self, choices, urls: None }));
        }
        let mut visitor = Visitor::undated();
        let mut copied = [false; UrlSource::COUNT];
        for (choice, url) in of_urls() {
            // The first change of a URL starts from the visitor's own URL, each further one from the result
            // of the one before.
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

    /// Returns `true` if at least one fact is changed.
    pub(super) fn is_changed(&self) -> bool {
        !self.choices.is_empty()
    }

    pub(super) fn has_chosen(&self, fact: FactIx) -> bool {
        self.choices.iter().any(|(chosen, _)| *chosen == fact)
    }

    /// Returns `true` if a fact may have another value, because it or its URL is changed.
    fn is_fact_changed(&self, fact: FactIx) -> bool {
        let url = |fact: FactIx| self.domain.fact(fact).and_then(|fact| fact.url);
        match (&self.urls, url(fact)) {
            // A changed URL is parsed anew, and any of its parts may then differ.
            (Some(_), Some(of_fact)) => {
                self.choices.iter().any(|(chosen, _)| url(*chosen) == Some(of_fact))
            }
            _ => self.has_chosen(fact),
        }
    }

    /// Returns the value of a changed fact.
    fn changed(&self, fact: FactIx) -> Option<FieldValue<'_>> {
        let of_fact = self.domain.fact(fact)?;
        if let (Some(urls), true) = (&self.urls, of_fact.url.is_some()) {
            self.domain.charge_for_part(of_fact);
            return urls.resolve(&of_fact.field);
        }
        let choice = self.choices.iter().find(|(chosen, _)| *chosen == fact)?;
        match &of_fact.field {
            // Rules read only the first 256 attributes, so one beyond them stays unknown.
            Field::Attribute(name) if !self.has_room_for(fact, name) => None,
            _ => self.domain.value(*choice)?.to_field_value(),
        }
    }

    /// Returns `true` if an attribute that is set is among the first ones, which are the only ones that
    /// count. That is only in question for a visitor who has as many already.
    fn has_room_for(&self, fact: FactIx, name: &str) -> bool {
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
                // Attributes are set in the order of their facts.
                (false, true) if choice.0 < fact => others += 1,
                _ => {}
            }
        }
        Visitor::has_room_for_attributes(others + 1)
    }

    /// Evaluates a predicate for the candidate.
    pub(super) fn truth(&self, predicate: PredicateIx) -> Truth {
        let changed =
            self.domain.fact_of_predicate(predicate).filter(|fact| self.is_fact_changed(*fact));
        let Some(fact) = changed else {
            return self.domain.truth(predicate);
        };
        let rules = self.domain.situation.context.workspace.rules();
        rules.operand_and_op(predicate).map_or(Truth::Unknown, |(operand, op)| {
            self.domain.truth_for(operand, op, self.changed(fact))
        })
    }

    /// Returns `true` if a URL of the visitor parses, which means that it has a path.
    pub(super) fn parses(&self, url: UrlSource) -> bool {
        let is_changed =
            self.domain.facts_of_url(url).first().is_some_and(|fact| self.is_fact_changed(*fact));
        match &self.urls {
            Some(urls) if is_changed => urls.resolve(&url.path()).is_some(),
            _ => self.domain.situation.resolve_field(&url.path()).is_some(),
        }
    }

    /// Returns the group that the visitor gets, and what chooses it. `must_pick` says whether visitors whom
    /// no source assigns must pick a group.
    pub(super) fn chosen(&self, must_pick: bool) -> Option<Chosen> {
        let Domain { situation, budget, .. } = self.domain;
        chosen(&BudgetedFacts::with_overrides(situation, budget, self), must_pick)
    }
}

impl Overrides for Candidate<'_, '_, '_> {
    fn applies_to(&self, operand: OperandIx) -> bool {
        self.domain.fact_of_operand(operand).is_some_and(|fact| self.is_fact_changed(fact))
    }

    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        let rules = self.domain.situation.context.workspace.rules();
        let lowercase = rules.operand(operand).is_some_and(|operand| operand.lowercase);
        let fact = self.domain.fact_of_operand(operand);
        with_owned_value(fact.and_then(|fact| self.changed(fact)), lowercase, then)
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        match self.domain.fact_of_field(field).filter(|fact| self.is_fact_changed(*fact)) {
            Some(fact) => self.changed(fact),
            None => self.domain.situation.resolve_field(field),
        }
    }

    fn named(&self, source: Source) -> Option<&str> {
        let fact = field_of(source).and_then(|field| self.domain.fact_of_field(&field));
        let choice = self.choices.iter().find(|(chosen, _)| Some(*chosen) == fact);
        match choice.and_then(|choice| self.domain.value(*choice)) {
            Some(CandidateValue { value: Value::Text(code), .. }) => {
                Some(&**code).filter(|code| !code.is_empty())
            }
            // The change removes the name.
            Some(_) => None,
            None => requested_group(self.domain.situation.given(), source),
        }
    }
}
