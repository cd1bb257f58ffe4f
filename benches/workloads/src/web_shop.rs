//! A web shop: the triggers of [`url_rules`](crate::url_rules), but with absolute URLs through the parser's parts, fields
//! that are not known, expressions and states.
//!
//! Generated like those, around a matching visitor; figures are weights or percent.

#[cfg(test)]
mod tests;
mod visitors;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use self::visitors::{canonical, matching_visitor, remove_some_fields, rewrite_some_urls};
use crate::condition::{Condition, Facts, Leaf, Number, State, Text, TextTest};
use crate::random::Random;
use crate::url_rules::{
    ANCHOR_ANY, ANCHORS, Anchor, CONDITIONS, FEW_VALUES, FewValues, RESTS, Rest, choose, joined,
};
use crate::visitor::{GROUPS, Parts, SCHEDULES, Visitor, is_open};
use crate::world::{COUNTRIES, Page, Product, World, common_referrer, pick};
use crate::{GeneratedTrigger, SEED, Workload, by_match_position, is_broad};

/// Of the conditions beside an anchor.
const EXPRESSIONS: u32 = 2;
const STATES: u32 = 5;
const EXISTS: u32 = 3;
/// Of the tests of text that have a case to ignore.
const IGNORE_CASE: u32 = 10;

pub fn workload(triggers: u32, visitors: usize) -> Workload {
    let world = World::for_triggers(triggers);
    let expressions = Expressions::default();
    let draw = |trigger| draw(&world, &expressions, trigger, triggers);
    let visitor = |random: &mut Random| {
        let (mut visitor, _) = matching_visitor(&world, random);
        remove_some_fields(&mut visitor, random);
        visitor
    };
    let mut workload = by_match_position::workload(triggers, visitors, true, draw, visitor);
    rewrite_some_urls(&mut workload);
    workload
}

/// Expressions by how they are written, so that rules share the equal ones.
#[derive(Default)]
struct Expressions(RefCell<BTreeMap<String, Arc<Regex>>>);

impl Expressions {
    fn shared(&self, pattern: String) -> Arc<Regex> {
        let mut known = self.0.borrow_mut();
        let made = known.entry(pattern).or_insert_with_key(|pattern| {
            Arc::new(Regex::new(pattern).expect("letters, digits and plain classes"))
        });
        Arc::clone(made)
    }
}

fn draw(world: &World, expressions: &Expressions, trigger: u32, triggers: u32) -> GeneratedTrigger {
    let random = &mut Random::for_item(SEED, 4, u64::from(trigger));
    let mut draw = TriggerGenerator::new(world, expressions, random);
    let broad = is_broad(SEED, trigger, triggers);
    let count = 1 + if broad { 4 } else { draw.random.weighted(&CONDITIONS) };
    let mut anchor = Vec::new();
    let mut conditions = Vec::new();
    if !broad {
        conditions.push(draw.anchor(&mut anchor));
    }
    while conditions.len() < count {
        let condition = draw.rest();
        // The matching visitor may come from a partner or without a campaign, which is drawn afresh.
        if condition.truth(&Parts::new(&draw.matching_visitor)) == Some(true) {
            conditions.push(condition);
        }
    }
    draw.random.shuffle(&mut conditions);
    GeneratedTrigger {
        condition: joined(conditions),
        anchor,
        matching_visitor: draw.matching_visitor,
    }
}

struct TriggerGenerator<'w> {
    world: &'w World,
    expressions: &'w Expressions,
    random: &'w mut Random,
    matching_visitor: Visitor,
    page: Page,
}

impl<'w> TriggerGenerator<'w> {
    fn new(world: &'w World, expressions: &'w Expressions, random: &'w mut Random) -> Self {
        let (matching_visitor, page) = matching_visitor(world, random);
        Self { world, expressions, random, matching_visitor, page }
    }

    fn other(&mut self) -> TriggerGenerator<'_> {
        TriggerGenerator::new(self.world, self.expressions, self.random)
    }

    fn anchor(&mut self, leaves: &mut Vec<Leaf>) -> Condition {
        let mut parts = vec![self.anchor_leaf()];
        if self.random.percent(ANCHOR_ANY) {
            parts.push(self.other().anchor_leaf());
        }
        leaves.extend(parts.iter().cloned());
        let mut parts: Vec<_> = parts.into_iter().map(Condition::Leaf).collect();
        self.random.shuffle(&mut parts);
        if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Any(parts) }
    }

    fn anchor_leaf(&mut self) -> Leaf {
        let product = &self.page.product;
        let path = self.page.path();
        let (field, test) = match choose(self.random, &ANCHORS) {
            Anchor::UrlEqual => (Text::Path, TextTest::Is(path.into())),
            Anchor::UrlPrefix => {
                let brand = format!("/{}-", product.brand);
                let mut end = path.find(&brand).map_or(path.len(), |at| at + brand.len());
                if self.random.percent(50) {
                    end += product.adjective.len() + 1;
                }
                (Text::Path, TextTest::StartsWith(path[..end].into()))
            }
            Anchor::UrlContains if self.random.percent(50) => {
                (Text::Path, TextTest::Contains(format!("-p{:07}", product.number).into()))
            }
            Anchor::UrlContains => {
                let part = format!("/{}-{}-{}", product.brand, product.adjective, product.noun);
                (Text::Path, TextTest::Contains(part.into()))
            }
            Anchor::Segment => (Text::Segment, self.equal(Text::Segment)),
            Anchor::Campaign => {
                if self.page.utm.is_none() {
                    self.page.utm = Some(("ads", self.world.campaign(self.random)));
                    self.matching_visitor.set(Text::Url, canonical(&self.page));
                }
                (Text::UtmCampaign, self.equal(Text::UtmCampaign))
            }
            Anchor::Partner => {
                let partner = self.world.partner(self.random);
                self.matching_visitor.set(Text::Referrer, format!("https://{partner}/"));
                (Text::ReferrerHost, TextTest::Within(partner.into()))
            }
        };
        self.leaf(field, test)
    }

    /// In a case that visitors do not use, where the case is ignored.
    fn leaf(&mut self, field: Text, test: TextTest) -> Leaf {
        let has_case = matches!(
            field,
            Text::Path | Text::UtmSource | Text::UtmCampaign | Text::Plan | Text::Segment
        );
        if !has_case || !self.random.percent(IGNORE_CASE) {
            return Leaf::Text { field, test, ignore_case: false };
        }
        let loud = |text: Box<str>| text.to_ascii_uppercase().into();
        let test = match test {
            TextTest::Is(text) => TextTest::Is(loud(text)),
            TextTest::StartsWith(text) => TextTest::StartsWith(loud(text)),
            TextTest::Contains(text) => TextTest::Contains(loud(text)),
            other => return Leaf::Text { field, test: other, ignore_case: false },
        };
        Leaf::Text { field, test, ignore_case: true }
    }

    fn equal(&self, field: Text) -> TextTest {
        let parts = Parts::new(&self.matching_visitor);
        TextTest::Is(parts.text(field).unwrap_or_default().into())
    }

    fn rest(&mut self) -> Condition {
        let special = [EXPRESSIONS, STATES, EXISTS, 100 - EXPRESSIONS - STATES - EXISTS];
        match self.random.weighted(&special) {
            0 => return self.expression(),
            1 => return self.state(),
            2 => return self.exists(),
            _ => {}
        }
        let rest = choose(self.random, &RESTS);
        if rest.has_few_values() {
            match choose(self.random, &FEW_VALUES) {
                FewValues::Negated => return !self.other().condition(rest),
                FewValues::AnyOfTwo => {
                    let mut parts = vec![self.condition(rest), self.other().condition(rest)];
                    self.random.shuffle(&mut parts);
                    return Condition::Any(parts);
                }
                FewValues::Plain => {}
            }
        }
        self.condition(rest)
    }

    fn expression(&mut self) -> Condition {
        let Product { category, noun, .. } = &self.page.product;
        let pattern = if self.random.percent(50) {
            format!("^/{}/{category}/[a-z]+/", self.page.language)
        } else {
            format!("-{noun}-p[0-9]{{7}}$")
        };
        Condition::text(Text::Path, TextTest::Matches(self.expressions.shared(pattern)))
    }

    fn state(&mut self) -> Condition {
        let at = self.matching_visitor.at;
        let state = if self.random.percent(50) {
            let place = self.random.below(SCHEDULES.len() as u32) as u8;
            State::Schedule(place, is_open(place, at))
        } else {
            let place = self.random.below(GROUPS.len() as u32) as u8;
            State::Group(place, GROUPS[place as usize].standing(at))
        };
        Condition::Leaf(Leaf::State(state))
    }

    fn exists(&mut self) -> Condition {
        const FIELDS: [Text; 4] =
            [Text::UtmCampaign, Text::ReferrerHost, Text::Plan, Text::Segment];
        Condition::Leaf(Leaf::Known(FIELDS[self.random.below(4) as usize]))
    }

    fn condition(&mut self, rest: Rest) -> Condition {
        let (language, product) = (self.page.language, &self.page.product);
        let (field, test) = match rest {
            Rest::UrlPrefix => match self.random.below(5) {
                0 => (Text::Host, TextTest::Within("example.com".into())),
                1 => (Text::Host, TextTest::Within(self.page.host().into())),
                2 => (Text::Path, TextTest::StartsWith(format!("/{language}/").into())),
                3 => {
                    let start = format!("/{language}/{}/", product.category);
                    (Text::Path, TextTest::StartsWith(start.into()))
                }
                _ => {
                    let start = format!("/{language}/{}/{}/", product.category, product.sub);
                    (Text::Path, TextTest::StartsWith(start.into()))
                }
            },
            Rest::UrlContains => match (self.random.below(4), &self.page.utm) {
                (0, Some((source, _))) => (Text::UtmSource, TextTest::Is((*source).into())),
                (1, _) => {
                    (Text::Path, TextTest::Contains(format!("/{}/", product.category).into()))
                }
                (2, _) => (Text::Path, TextTest::Contains(format!("/{}/", product.sub).into())),
                _ => (Text::Path, TextTest::Contains(format!("-{}-", product.noun).into())),
            },
            Rest::Country => {
                let known = self.matching_visitor.given(Text::Country).unwrap_or_default();
                let mut countries: Vec<Box<str>> = vec![known.into()];
                for _ in 0..self.random.below(6) {
                    let country = pick(self.random, &COUNTRIES);
                    if countries.iter().all(|known| **known != *country) {
                        countries.push(country.into());
                    }
                }
                (Text::Country, TextTest::In(countries))
            }
            Rest::Language => {
                let known = self.matching_visitor.given(Text::Language).unwrap_or_default();
                let wide = known.split('-').next().unwrap_or(known);
                (Text::Language, TextTest::Within(wide.into()))
            }
            Rest::Device => (Text::Device, self.equal(Text::Device)),
            Rest::Os => (Text::Os, self.equal(Text::Os)),
            Rest::Plan => (Text::Plan, self.equal(Text::Plan)),
            Rest::Visits => return self.at_least(Number::Visits, 2, 50),
            Rest::Pages => return self.at_least(Number::Pages, 2, 50),
            Rest::Cart => return self.at_least(Number::Cart, 1_000, 20_000),
            Rest::Hour => {
                let hour = self.matching_visitor.number(Number::Hour).unwrap_or_default();
                let to = (hour + self.random.below(5)).min(23);
                return Condition::All(vec![
                    Condition::Leaf(Leaf::AtLeast(Number::Hour, hour.saturating_sub(2))),
                    Condition::Leaf(Leaf::AtMost(Number::Hour, to)),
                ]);
            }
            Rest::CommonReferrer => {
                let common = self.matching_visitor.given(Text::Referrer).unwrap_or_default();
                let host = common.trim_start_matches("https://www.").split('/').next();
                let host = host.filter(|_| common.starts_with("https://www."));
                let host = host.map_or_else(|| common_referrer(self.random), str::to_owned);
                (Text::ReferrerHost, TextTest::Within(host.into()))
            }
        };
        Condition::Leaf(self.leaf(field, test))
    }

    fn at_least(&mut self, field: Number, from: u32, to: u32) -> Condition {
        let least = self.random.between(from, to);
        let number = &mut self.matching_visitor.numbers[field as usize];
        *number = (*number).max(Some(least));
        Condition::Leaf(Leaf::AtLeast(field, least))
    }
}
