//! Who comes: visitors with absolute URLs, of whom not everything is known, and odd ways to write a
//! URL.

use crate::condition::{Number, Text};
use crate::random::Random;
use crate::visitor::Visitor;
use crate::world::{COUNTRIES, Page, World, pick};
use crate::{SEED, Workload, url_rules};

/// Of the visitors' URLs, in percent.
const NOT_CANONICAL: u32 = 5;

/// Writes some URLs in another way that the parser brings to the same parts, so that who fits what
/// stays as it is.
pub(super) fn rewrite_some_urls(workload: &mut Workload) {
    for (place, visitor) in workload.visitors.iter_mut().enumerate() {
        let random = &mut Random::for_item(SEED, 3, place as u64);
        let url = visitor.given(Text::Url).unwrap_or_default();
        if let (true, Some(rest)) = (random.percent(NOT_CANONICAL), url.strip_prefix("https://")) {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let odd = rewrite_url(host, &format!("/{path}"), random);
            visitor.set(Text::Url, odd);
        }
    }
}

/// The same URL as people and programs write it; the parser brings each to the same parts.
fn rewrite_url(host: &str, rest: &str, random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("HTTPS://{}{rest}", host.to_uppercase()),
        1 => format!("https://{host}:443{rest}"),
        2 => format!("https://{host}/old/..{rest}"),
        3 => format!("https://{host}/.{rest}#top of page"),
        _ => format!("  https:\\\\{host}{rest}"),
    }
}

/// A visitor of whom everything is known, with absolute URLs.
pub(super) fn matching_visitor(world: &World, random: &mut Random) -> (Visitor, Page) {
    let (mut visitor, page) = url_rules::matching_visitor(world, random);
    visitor.set(Text::Url, canonical(&page));
    let referrer = visitor.given(Text::Referrer).unwrap_or_default();
    let referrer = format!("https://{referrer}/results?q={}", page.product.noun);
    visitor.set(Text::Referrer, referrer);
    if random.percent(30) {
        let language = visitor.given(Text::Language).unwrap_or_default();
        let language = format!("{language}-{}", pick(random, &COUNTRIES));
        visitor.set(Text::Language, language);
    }
    (visitor, page)
}

pub(super) fn canonical(page: &Page) -> String {
    format!("https://{}{}{}", page.host(), page.path(), page.query())
}

/// What browsers and accounts leave out.
pub(super) fn remove_some_fields(visitor: &mut Visitor, random: &mut Random) {
    let chances = [
        (Text::Referrer, 30),
        (Text::Country, 2),
        (Text::Language, 3),
        (Text::Os, 5),
        (Text::Plan, 40),
        (Text::Segment, 40),
    ];
    for (field, chance) in chances {
        if random.percent(chance) {
            visitor.texts[field as usize] = None;
        }
    }
    if random.percent(40) {
        visitor.numbers[Number::Cart as usize] = None;
    }
}
