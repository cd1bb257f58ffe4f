//! What there is to draw from: a shop's pages, and where and with what visitors come. Products,
//! segments, campaigns and partners grow with the number of triggers; everything is drawn with
//! floor(n·u²), so that some of each kind are common.

use crate::random::Random;

pub const COUNTRIES: [&str; 60] = [
    "US", "DE", "FR", "GB", "IT", "ES", "NL", "PL", "BE", "SE", "CH", "AT", "DK", "NO", "FI", "PT",
    "IE", "CZ", "GR", "HU", "RO", "BG", "HR", "SK", "SI", "LT", "LV", "EE", "LU", "MT", "CY", "IS",
    "CA", "MX", "BR", "AR", "CL", "CO", "PE", "UY", "AU", "NZ", "JP", "KR", "CN", "TW", "HK", "SG",
    "MY", "TH", "VN", "ID", "PH", "IN", "AE", "SA", "IL", "TR", "ZA", "EG",
];
pub const LANGUAGES: [&str; 12] =
    ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "fi", "cs"];
pub const DEVICES: [&str; 3] = ["desktop", "mobile", "tablet"];
pub const SYSTEMS: [&str; 6] = ["Windows", "Android", "iOS", "macOS", "Linux", "ChromeOS"];
pub const PLANS: [&str; 5] = ["free", "starter", "pro", "business", "enterprise"];
pub const SOURCES: [&str; 6] = ["ads", "newsletter", "social", "search", "partner", "mail"];
pub const SHOPS: u32 = 8;
pub const CATEGORIES: u32 = 40;
pub const SUBS: u32 = 25;
const BRANDS: u32 = 500;
const ADJECTIVES: u32 = 100;
const NOUNS: u32 = 200;
const COMMON_REFERRERS: u32 = 30;

/// The sizes of what grows, for a number of triggers.
#[derive(Clone, Copy)]
pub struct World {
    pub products: u32,
    pub segments: u32,
    pub campaigns: u32,
    pub partners: u32,
}

impl World {
    pub fn for_triggers(n: u32) -> Self {
        Self {
            products: (n / 2).max(64),
            segments: (n / 8).max(16),
            campaigns: (n / 8).max(16),
            partners: (n / 16).max(16),
        }
    }

    pub fn segment(&self, random: &mut Random) -> String {
        format!("seg-{:06}", random.skewed(self.segments))
    }

    pub fn campaign(&self, random: &mut Random) -> String {
        format!("c{:06}", random.skewed(self.campaigns))
    }

    pub fn partner(&self, random: &mut Random) -> String {
        format!("partner-{:06}.example.net", random.skewed(self.partners))
    }

    pub fn page(&self, random: &mut Random) -> Page {
        Page {
            shop: random.skewed(SHOPS),
            language: pick(random, &LANGUAGES),
            product: Product::numbered(random.skewed(self.products)),
            utm: random.percent(50).then(|| (pick(random, &SOURCES), self.campaign(random))),
        }
    }
}

pub fn common_referrer(random: &mut Random) -> String {
    format!("www.search-{:02}.example.org", random.skewed(COMMON_REFERRERS))
}

/// One of a list, the first ones more often.
pub fn pick<'a>(random: &mut Random, list: &[&'a str]) -> &'a str {
    list[random.skewed(list.len() as u32) as usize]
}

/// A page that a visitor may be on.
pub struct Page {
    pub shop: u32,
    pub language: &'static str,
    pub product: Product,
    /// Source and campaign, where the visitor came by one.
    pub utm: Option<(&'static str, String)>,
}

pub struct Product {
    pub category: String,
    pub sub: String,
    pub brand: String,
    pub adjective: String,
    pub noun: String,
    /// Seven digits, of no other product.
    pub number: u32,
}

impl Product {
    fn numbered(product: u32) -> Self {
        let mut random = Random::for_item(0x70, 0, u64::from(product));
        let category = random.skewed(CATEGORIES);
        let sub = category * SUBS + random.skewed(SUBS);
        Self {
            category: word(1, category),
            sub: word(2, sub),
            brand: word(3, random.skewed(BRANDS)),
            adjective: word(4, random.skewed(ADJECTIVES)),
            noun: word(5, random.skewed(NOUNS)),
            // Odd and not a multiple of five, so no two products below ten million agree.
            number: (u64::from(product) * 7_654_321 % 10_000_000) as u32,
        }
    }
}

impl Page {
    pub fn host(&self) -> String {
        format!("shop{}.example.com", self.shop)
    }

    /// From the slash after the host on, up to the query.
    pub fn path(&self) -> String {
        let Product { category, sub, brand, adjective, noun, number } = &self.product;
        let language = self.language;
        format!("/{language}/{category}/{sub}/{brand}-{adjective}-{noun}-p{number:07}")
    }

    pub fn query(&self) -> String {
        match &self.utm {
            Some((source, campaign)) => format!("?utm_source={source}&utm_campaign={campaign}"),
            None => String::new(),
        }
    }
}

/// A word of three syllables, one to a number; kinds are other words for the same numbers.
fn word(kind: u32, place: u32) -> String {
    const CONSONANTS: &[u8; 17] = b"bcdfghjklmnprstvz";
    const VOWELS: &[u8; 5] = b"aeiou";
    let mut rest = (place * 7_919 + kind * 101_003) % (85 * 85 * 85);
    let mut word = String::with_capacity(6);
    for _ in 0..3 {
        word.push(char::from(CONSONANTS[(rest % 17) as usize]));
        word.push(char::from(VOWELS[(rest / 17 % 5) as usize]));
        rest /= 85;
    }
    word
}
