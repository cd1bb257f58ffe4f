//! A web shop's triggers and visitors, as a workload that grows: each trigger has a rare test, and
//! others that many share.

use frontdesk::condition::Predicate;
use frontdesk::{Agent, Condition, Draft, Field, Group, Source, Trigger, Visitor, Workspace};

use super::rng::Rng;

/// The triggers of a web shop, and how many products and the like they are about.
pub(crate) struct RealisticRules {
    size: usize,
    products: usize,
    segments: usize,
    partners: usize,
}

impl RealisticRules {
    pub(crate) fn new(size: usize) -> Self {
        let at_least = |least: usize, part: usize| least.max(size / part);
        let (products, segments) = (at_least(64, 2), at_least(16, 8));
        Self { size, products, segments, partners: at_least(16, 16) }
    }

    #[track_caller]
    pub(crate) fn workspace(&self, rng: &mut Rng) -> Workspace {
        let triggers: Vec<Trigger> = (0..self.size)
            .map(|n| {
                let group = ["general", "sales", "billing", "technical"][rng.below(4)];
                Trigger::new(format!("t{n}"), group).when(self.condition(rng))
            })
            .collect();
        let group = |id: &'static str| Group::new(id, id).all_agents();
        let draft = Draft::new()
            .precedence([Source::Trigger])
            .agents(["a1", "a2", "a3"].map(Agent::new))
            .groups(["general", "sales", "billing", "technical"].map(group))
            .triggers(triggers);
        draft.check().unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn condition(&self, rng: &mut Rng) -> Condition {
        let count = match rng.below(100) {
            0..15 => 1,
            15..45 => 2,
            45..75 => 3,
            75..90 => 4,
            _ => 5,
        };
        // About forty are broad, whatever the size.
        let is_broad = rng.below(self.size.max(400)) < 40;
        let mut parts: Vec<Condition> = Vec::new();
        if is_broad {
            parts.extend((0..5).map(|_| self.common(rng)));
        } else {
            let anchor = self.anchor(rng);
            let either = rng.chance(6).then(|| self.anchor(rng));
            parts.push(either.map_or(anchor.clone().into(), |other| anchor | other));
            parts.extend((1..count).map(|_| self.common(rng)));
            let place = rng.below(parts.len());
            parts.swap(0, place);
        }
        Condition::All(parts)
    }

    /// A condition that is true of few visitors.
    fn anchor(&self, rng: &mut Rng) -> Predicate {
        let product = self.rare(rng, self.products);
        match rng.below(100) {
            0..25 => Field::PageUrl.is(url(product)),
            25..50 => Field::PageUrl.starts_with(url(product)),
            50..70 => Field::PageUrl.contains(name(product)),
            70..82 => {
                let segment = self.rare(rng, self.segments);
                Field::attribute("segment").is(format!("segment-{segment}"))
            }
            82..90 => {
                let campaign = self.rare(rng, self.segments);
                Field::attribute("campaign").is(format!("c{campaign:06}"))
            }
            _ => {
                let partner = self.rare(rng, self.partners);
                Field::ReferrerUrl.is(format!("https://partner{partner}.example/"))
            }
        }
    }

    /// A number below `most`, as floor(most·u²) of a uniform u: small numbers are frequent.
    fn rare(&self, rng: &mut Rng, most: usize) -> usize {
        let share = rng.below(1 << 20) as f64 / f64::from(1 << 20);
        (most as f64 * share * share) as usize
    }

    fn common(&self, rng: &mut Rng) -> Condition {
        let product = self.rare(rng, self.products);
        let few: Predicate = match rng.below(102) {
            0..20 => return Field::PageUrl.starts_with(category(product)).into(),
            20..36 => {
                return Field::PageUrl
                    .contains(format!("/{}/", SUBCATEGORIES[product % 25]))
                    .into();
            }
            36..54 => {
                let count = 1 + rng.below(6);
                Field::Country.one_of((0..count).map(|_| country(rng.below(60))))
            }
            54..60 => Field::Language.is(LANGUAGES[rng.below(12)]),
            60..70 => Field::Device.is(DEVICES[rng.below(3)]),
            70..74 => Field::Os.is(SYSTEMS[rng.below(6)]),
            74..80 => Field::attribute("plan").is(PLANS[rng.below(5)]),
            80..86 => return Field::Visits.at_least(2.0 + rng.below(49) as f64).into(),
            86..89 => return Field::PagesViewed.at_least(2.0 + rng.below(49) as f64).into(),
            89..92 => {
                let least = 1_000.0 + rng.below(19_000) as f64;
                return Field::attribute("cart").at_least(least).into();
            }
            92..96 => {
                let hour = rng.below(20) as f64;
                let field = || Field::attribute("hour");
                return field().at_least(hour) & field().at_most(hour + 4.0);
            }
            _ => {
                let referrer = format!("https://search{}.example/", rng.below(30));
                return Field::ReferrerUrl.is(referrer).into();
            }
        };
        match rng.below(100) {
            0..12 => !few,
            12..20 => few | Field::Device.is(DEVICES[rng.below(3)]),
            _ => few.into(),
        }
    }

    pub(crate) fn visitor(&self, rng: &mut Rng) -> Visitor<'static> {
        let product = self.rare(rng, self.products);
        let campaign = self.rare(rng, self.segments);
        let query = if rng.chance(50) {
            format!("?utm_source=mail&utm_campaign=c{campaign:06}")
        } else {
            String::new()
        };
        let referrer = if rng.chance(30) {
            format!("https://partner{}.example/", self.rare(rng, self.partners))
        } else {
            format!("https://search{}.example/", rng.below(30))
        };
        let segment = format!("segment-{}", self.rare(rng, self.segments));
        Visitor::undated()
            .page(url(product) + &query)
            .referrer(referrer)
            .country(country(rng.below(60)))
            .language(LANGUAGES[rng.below(12)])
            .device(DEVICES[rng.below(3)])
            .os(SYSTEMS[rng.below(6)])
            .visits(rng.below(60) as u64)
            .pages_viewed(rng.below(60) as u64)
            .attribute("plan", PLANS[rng.below(5)])
            .attribute("segment", segment)
            .attribute("campaign", format!("c{campaign:06}"))
            .attribute("cart", rng.below(25_000) as f64)
            .attribute("hour", rng.below(24) as f64)
    }
}

const LANGUAGES: [&str; 12] =
    ["fr", "en", "de", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs"];
const DEVICES: [&str; 3] = ["desktop", "mobile", "tablet"];
const SYSTEMS: [&str; 6] = ["windows", "macos", "linux", "android", "ios", "chromeos"];
const PLANS: [&str; 5] = ["free", "starter", "pro", "business", "enterprise"];
const SUBCATEGORIES: [&str; 25] = [
    "boots",
    "sandals",
    "sneakers",
    "heels",
    "loafers",
    "shirts",
    "trousers",
    "dresses",
    "skirts",
    "coats",
    "jackets",
    "hats",
    "gloves",
    "scarves",
    "belts",
    "bags",
    "wallets",
    "watches",
    "rings",
    "necklaces",
    "lamps",
    "chairs",
    "tables",
    "sofas",
    "beds",
];

fn country(number: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    [letter(number / 8), letter(number * 7)].iter().collect()
}

fn category(product: usize) -> String {
    let (language, category) = (LANGUAGES[product % 12], product % 40);
    format!("https://shop{}.example.com/{language}/category-{category}/", product % 8)
}

fn name(product: usize) -> String {
    let (brand, adjective, noun) = (product * 7 % 500, product % 100, product * 3 % 200);
    format!("brand{brand}-adjective{adjective}-noun{noun}-p{product:07}")
}

fn url(product: usize) -> String {
    format!("{}{}/{}", category(product), SUBCATEGORIES[product % 25], name(product))
}
