//! URL rules: an operator's rules on URLs as given, on fields of few values and on numbers.
//!
//! A trigger is drawn around a *matching visitor*, a visitor of whom it is true, so that each can match. The
//! figures in the lists below are weights, in the order of the names beside them.

use crate::condition::{Condition, Leaf, Number, Text, TextTest};
use crate::random::Random;
use crate::visitor::Visitor;
use crate::world::{
    COUNTRIES, DEVICES, LANGUAGES, PLANS, Page, SYSTEMS, World, common_referrer, pick,
};
use crate::{GeneratedTrigger, SEED, Workload, by_match_position, is_broad};

/// Conditions in a trigger: 1, 2, 3, 4, 5.
pub(super) const CONDITIONS: [u32; 5] = [15, 30, 30, 15, 10];

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    UrlEqual,
    UrlPrefix,
    UrlContains,
    Segment,
    Campaign,
    Partner,
}

pub(super) const ANCHORS: [(Anchor, u32); 6] = [
    (Anchor::UrlEqual, 25),
    (Anchor::UrlPrefix, 25),
    (Anchor::UrlContains, 20),
    (Anchor::Segment, 12),
    (Anchor::Campaign, 8),
    (Anchor::Partner, 10),
];

#[derive(Clone, Copy)]
pub(super) enum Rest {
    UrlPrefix,
    UrlContains,
    Country,
    Language,
    Device,
    Os,
    Plan,
    Visits,
    Pages,
    Cart,
    Hour,
    CommonReferrer,
}

pub(super) const RESTS: [(Rest, u32); 12] = [
    (Rest::UrlPrefix, 20),
    (Rest::UrlContains, 16),
    (Rest::Country, 18),
    (Rest::Language, 6),
    (Rest::Device, 10),
    (Rest::Os, 4),
    (Rest::Plan, 6),
    (Rest::Visits, 6),
    (Rest::Pages, 3),
    (Rest::Cart, 3),
    (Rest::Hour, 4),
    (Rest::CommonReferrer, 8),
];

impl Rest {
    pub(super) fn has_few_values(self) -> bool {
        matches!(self, Self::Country | Self::Language | Self::Device | Self::Os | Self::Plan)
    }
}

/// What becomes of a condition on a field of few values.
#[derive(Clone, Copy)]
pub(super) enum FewValues {
    Negated,
    AnyOfTwo,
    Plain,
}

pub(super) const FEW_VALUES: [(FewValues, u32); 3] =
    [(FewValues::Negated, 12), (FewValues::AnyOfTwo, 8), (FewValues::Plain, 80)];

/// In percent: anchors that are `any` of two.
pub(super) const ANCHOR_ANY: u32 = 6;

/// `seed` is of the triggers; the world and so the visitors depend on the number alone.
pub fn workload(triggers: u32, visitors: usize) -> Workload {
    let world = World::for_triggers(triggers);
    let draw = |trigger| draw(SEED, &world, trigger, triggers);
    let visitor = |random: &mut Random| matching_visitor(&world, random).0;
    by_match_position::workload(triggers, visitors, false, draw, visitor)
}

/// The triggers alone, for another seed: each tenant has its own.
pub fn triggers(seed: u64, triggers: u32) -> Vec<Condition> {
    let world = World::for_triggers(triggers);
    (0..triggers).map(|trigger| draw(seed, &world, trigger, triggers).condition).collect()
}

fn draw(seed: u64, world: &World, trigger: u32, triggers: u32) -> GeneratedTrigger {
    let random = &mut Random::for_item(seed, 1, u64::from(trigger));
    let mut draw = TriggerGenerator::new(world, random);
    let broad = is_broad(seed, trigger, triggers);
    let count = 1 + if broad { 4 } else { draw.random.weighted(&CONDITIONS) };
    let mut anchor = Vec::new();
    let mut conditions = Vec::new();
    if !broad {
        conditions.push(draw.anchor(&mut anchor));
    }
    while conditions.len() < count {
        conditions.push(draw.rest());
    }
    draw.random.shuffle(&mut conditions);
    let condition = joined(conditions);
    GeneratedTrigger { condition, anchor, matching_visitor: draw.matching_visitor }
}

/// One condition as it is, several in an `all`, without another `all` inside.
pub(super) fn joined(conditions: Vec<Condition>) -> Condition {
    let flat = conditions.into_iter().flat_map(|condition| match condition {
        Condition::All(parts) => parts,
        other => vec![other],
    });
    let mut flat: Vec<_> = flat.collect();
    if flat.len() == 1 { flat.swap_remove(0) } else { Condition::All(flat) }
}

/// A weighted choice.
pub(super) fn choose<T: Copy, const N: usize>(random: &mut Random, of: &[(T, u32); N]) -> T {
    of[random.weighted(&of.map(|(_, weight)| weight))].0
}

/// A visitor of the population, all of whose fields are known, and the page that they are on.
pub(super) fn matching_visitor(world: &World, random: &mut Random) -> (Visitor, Page) {
    let page = world.page(random);
    let mut visitor = Visitor { at: random.below(24 * 7), ..Visitor::default() };
    visitor.set(Text::Url, format!("{}{}{}", page.host(), page.path(), page.query()));
    let referrer = if random.percent(70) { common_referrer(random) } else { world.partner(random) };
    visitor.set(Text::Referrer, referrer);
    visitor.set(Text::Country, pick(random, &COUNTRIES));
    visitor.set(Text::Language, pick(random, &LANGUAGES));
    visitor.set(Text::Device, pick(random, &DEVICES));
    visitor.set(Text::Os, pick(random, &SYSTEMS));
    visitor.set(Text::Plan, pick(random, &PLANS));
    visitor.set(Text::Segment, world.segment(random));
    visitor.set(Text::Campaign, world.campaign(random));
    visitor.numbers[Number::Visits as usize] = Some(1 + random.skewed(60));
    visitor.numbers[Number::Pages as usize] = Some(1 + random.skewed(60));
    visitor.numbers[Number::Cart as usize] = Some(random.skewed(25_000));
    visitor.numbers[Number::Hour as usize] = Some(random.below(24));
    (visitor, page)
}

/// A trigger in the making, and the visitor for whom it is true.
struct TriggerGenerator<'w> {
    world: &'w World,
    random: &'w mut Random,
    matching_visitor: Visitor,
    page: Page,
    /// By its anchor, so that it cannot come from a common referrer.
    comes_from_partner: bool,
}

impl<'w> TriggerGenerator<'w> {
    fn new(world: &'w World, random: &'w mut Random) -> Self {
        let (matching_visitor, page) = matching_visitor(world, random);
        Self { world, random, matching_visitor, page, comes_from_partner: false }
    }

    fn anchor(&mut self, leaves: &mut Vec<Leaf>) -> Condition {
        let mut parts = vec![self.anchor_leaf()];
        if self.random.percent(ANCHOR_ANY) {
            parts.push(TriggerGenerator::new(self.world, self.random).anchor_leaf());
        }
        leaves.extend(parts.iter().cloned());
        let mut parts: Vec<_> = parts.into_iter().map(Condition::Leaf).collect();
        self.random.shuffle(&mut parts);
        if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Any(parts) }
    }

    fn anchor_leaf(&mut self) -> Leaf {
        let product = &self.page.product;
        let start = || format!("{}{}", self.page.host(), self.page.path());
        let (field, test) = match choose(self.random, &ANCHORS) {
            Anchor::UrlEqual => {
                // A page, however visitors came to it is not asked.
                let url = start();
                self.page.utm = None;
                self.matching_visitor.set(Text::Url, &*url);
                (Text::Url, TextTest::Is(url.into()))
            }
            Anchor::UrlPrefix => {
                let (start, brand) = (start(), format!("/{}-", product.brand));
                let mut end = start.find(&brand).map_or(start.len(), |at| at + brand.len());
                if self.random.percent(50) {
                    end += product.adjective.len() + 1;
                }
                (Text::Url, TextTest::StartsWith(start[..end].into()))
            }
            Anchor::UrlContains => (Text::Url, TextTest::Contains(self.rare_part().into())),
            Anchor::Segment => (Text::Segment, self.equal(Text::Segment)),
            Anchor::Campaign => (Text::Campaign, self.equal(Text::Campaign)),
            Anchor::Partner => {
                let partner = self.world.partner(self.random);
                self.matching_visitor.set(Text::Referrer, partner);
                self.comes_from_partner = true;
                (Text::Referrer, self.equal(Text::Referrer))
            }
        };
        Leaf::Text { field, test, ignore_case: false }
    }

    /// Part of a URL that few pages have.
    fn rare_part(&mut self) -> String {
        let product = &self.page.product;
        match (self.random.below(3), &self.page.utm) {
            (0, _) => format!("-p{:07}", product.number),
            (1, Some((_, campaign))) => format!("utm_campaign={campaign}"),
            _ => format!("/{}-{}-{}", product.brand, product.adjective, product.noun),
        }
    }

    /// Part of a URL that many pages have.
    fn common_part(&mut self) -> String {
        let product = &self.page.product;
        match (self.random.below(4), &self.page.utm) {
            (0, _) => format!("/{}/", product.category),
            (1, Some((source, _))) => format!("utm_source={source}"),
            (2, _) => format!("-{}-", product.noun),
            _ => format!("/{}/", product.sub),
        }
    }

    fn common_start(&mut self) -> String {
        let product = &self.page.product;
        let (host, language) = (self.page.host(), self.page.language);
        match self.random.below(4) {
            0 => format!("{host}/"),
            1 => format!("{host}/{language}/"),
            2 => format!("{host}/{language}/{}/", product.category),
            _ => format!("{host}/{language}/{}/{}/", product.category, product.sub),
        }
    }

    fn equal(&self, field: Text) -> TextTest {
        TextTest::Is(self.matching_visitor.given(field).unwrap_or_default().into())
    }

    fn rest(&mut self) -> Condition {
        let rest = choose(self.random, &RESTS);
        if self.comes_from_partner && matches!(rest, Rest::CommonReferrer) {
            return self.rest();
        }
        if rest.has_few_values() {
            match choose(self.random, &FEW_VALUES) {
                FewValues::Negated => return self.negated(rest),
                FewValues::AnyOfTwo => {
                    let true_one = self.condition(rest);
                    let other = TriggerGenerator::new(self.world, self.random).condition(rest);
                    let mut parts = vec![true_one, other];
                    self.random.shuffle(&mut parts);
                    return Condition::Any(parts);
                }
                FewValues::Plain => {}
            }
        }
        self.condition(rest)
    }

    /// Not equal to what other visitors have and the matching visitor has not.
    fn negated(&mut self, rest: Rest) -> Condition {
        loop {
            let condition = TriggerGenerator::new(self.world, self.random).condition(rest);
            if condition.truth(&&self.matching_visitor) == Some(false) {
                return !condition;
            }
        }
    }

    fn condition(&mut self, rest: Rest) -> Condition {
        match rest {
            Rest::UrlPrefix => {
                Condition::text(Text::Url, TextTest::StartsWith(self.common_start().into()))
            }
            Rest::UrlContains => {
                Condition::text(Text::Url, TextTest::Contains(self.common_part().into()))
            }
            Rest::Country => self.countries(),
            Rest::Language => Condition::text(Text::Language, self.equal(Text::Language)),
            Rest::Device => Condition::text(Text::Device, self.equal(Text::Device)),
            Rest::Os => Condition::text(Text::Os, self.equal(Text::Os)),
            Rest::Plan => Condition::text(Text::Plan, self.equal(Text::Plan)),
            Rest::Visits => self.at_least(Number::Visits, 2, 50),
            Rest::Pages => self.at_least(Number::Pages, 2, 50),
            Rest::Cart => self.at_least(Number::Cart, 1_000, 20_000),
            Rest::Hour => {
                let hour = self.matching_visitor.number(Number::Hour).unwrap_or_default();
                let from = hour.saturating_sub(self.random.below(5));
                let to = (hour + self.random.below(5)).min(23);
                Condition::All(vec![
                    Condition::Leaf(Leaf::AtLeast(Number::Hour, from)),
                    Condition::Leaf(Leaf::AtMost(Number::Hour, to)),
                ])
            }
            Rest::CommonReferrer => {
                let known = self.matching_visitor.given(Text::Referrer).unwrap_or_default();
                if !known.starts_with("www.") {
                    let referrer = common_referrer(self.random);
                    self.matching_visitor.set(Text::Referrer, referrer);
                }
                Condition::text(Text::Referrer, self.equal(Text::Referrer))
            }
        }
    }

    fn countries(&mut self) -> Condition {
        let mut countries: Vec<Box<str>> =
            vec![self.matching_visitor.given(Text::Country).unwrap_or_default().into()];
        let count = self.random.between(1, 6) as usize;
        while countries.len() < count {
            let country = pick(self.random, &COUNTRIES);
            if countries.iter().all(|known| **known != *country) {
                countries.push(country.into());
            }
        }
        self.random.shuffle(&mut countries);
        let test = match count {
            1 => TextTest::Is(countries.swap_remove(0)),
            _ => TextTest::In(countries),
        };
        Condition::text(Text::Country, test)
    }

    fn at_least(&mut self, field: Number, from: u32, to: u32) -> Condition {
        let least = self.random.between(from, to);
        let number = &mut self.matching_visitor.numbers[field as usize];
        *number = (*number).max(Some(least));
        Condition::Leaf(Leaf::AtLeast(field, least))
    }
}

#[cfg(test)]
mod tests;
