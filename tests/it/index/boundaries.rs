//! Values that are nearly the same, and lists so long that they are skipped in blocks.

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Source, Trigger, Visitor};

use super::winner;

#[track_caller]
fn router(conditions: impl IntoIterator<Item = Condition>) -> Router {
    let triggers = (0..).zip(conditions);
    let triggers = triggers.map(|(n, when): (u32, _)| Trigger::new(n.to_string(), "g").when(when));
    let draft = Draft::new().precedence([Source::Trigger]).group(Group::new("g", "G"));
    Router::new(draft.triggers(triggers).check().unwrap_or_else(|problems| panic!("{problems}")))
}

#[track_caller]
fn assert_wins(router: &Router, visitor: &Visitor<'_>, expected: Option<usize>) {
    let presence = Presence::new(router);
    let decision = router.route(visitor, &presence);
    assert_eq!(winner(&decision), expected.map(|n| n.to_string()).as_deref());
}

fn kind() -> Field {
    Field::attribute("kind")
}

fn number() -> Field {
    Field::attribute("number")
}

#[test]
fn every_place_of_every_size_can_win() {
    let condition = |n: usize| -> Condition {
        match n % 4 {
            0 => kind().is(format!("kind-{n}")).into(),
            1 => number().at_least(n as f64) & number().below(n as f64 + 1.0),
            2 => Field::PageTitle.contains(format!("<{n}>")).into(),
            _ => !Field::attribute("not").is(format!("{n}")) & number().is(n as f64),
        }
    };
    let visitor = |n: usize| {
        Visitor::undated()
            .title(format!("<{n}>"))
            .attribute("kind", format!("kind-{n}"))
            .attribute("number", n as f64)
            .attribute("not", "any")
    };
    for size in 1..=330 {
        let router = router((0..size).map(condition));
        for n in [0, 1, size / 2, size.saturating_sub(2), size - 1, size] {
            assert_wins(&router, &visitor(n), (n < size).then_some(n));
        }
    }
}

/// Values that differ in what comes after the same bytes.
const KINDS: [&str; 10] = ["", "a", "a\0", "a\0\0", "\0", "aaaaaaaa", "aaaaaaaa\0", "A", "á", "a\0b"];

#[test]
fn values_that_begin_alike_are_told_apart() {
    // Below what is looked up, and above.
    for size in [20, 100, 1_000] {
        let equal = |n: usize| kind().is(KINDS[n % KINDS.len()]) & number().is((n / 10) as f64);
        let is = router((0..size).map(equal));
        let differs = |n: usize| !kind().is(KINDS[n % KINDS.len()]) & number().is((n / 10) as f64);
        let is_not = router((0..size).map(differs));
        for (place, text) in KINDS.iter().enumerate() {
            for tens in [0, 1, size / 10 - 1] {
                let visitor = Visitor::undated().attribute("kind", *text);
                let visitor = visitor.attribute("number", tens as f64);
                assert_wins(&is, &visitor, Some(tens * 10 + place));
                assert_wins(&is_not, &visitor, Some(tens * 10 + usize::from(place == 0)));
            }
        }
        let unknown = Visitor::undated().attribute("number", 0.0);
        assert_wins(&is, &unknown, None);
        assert_wins(&is_not, &unknown, None);
    }
}

#[test]
fn the_few_for_another_device_are_found_in_a_list_of_thousands() {
    // The title is all that they are looked up by, so they are one list, and it begins somewhere
    // within the list of all.
    let before = 700;
    let tablets = [3_380, 3_400, 4_095, 4_096, 4_097, 8_191, 8_192, 9_499];
    let not_for = |n: usize| if tablets.contains(&n) { "desktop" } else { "tablet" };
    let segments = (0..before).map(|n| kind().is(format!("k{n}")) & !Field::Device.is("tablet"));
    let buyers = (0..9_500).map(|n| {
        let title = || Field::PageTitle;
        title().contains("checkout") & !Field::Device.is(not_for(n)) & !title().contains(format!("<{n}>"))
    });
    let router = router(segments.chain(buyers));
    let visitor = |device: &'static str, without: &[usize]| {
        let without: String = without.iter().map(|n| format!("<{n}>")).collect();
        Visitor::undated().title(format!("the checkout {without}")).device(device)
    };
    for count in 0..tablets.len() {
        let expected = Some(before + tablets[count]);
        assert_wins(&router, &visitor("Tablet", &tablets[..count]), expected);
    }
    assert_wins(&router, &visitor("tablet", &tablets), None);
    assert_wins(&router, &visitor("desktop", &[]), Some(before));
    assert_wins(&router, &visitor("desktop", &[0, 1, 2, 3]), Some(before + 4));
    assert_wins(&router, &visitor("phone", &[0, 1, 2, 3]), Some(before + 4));
    assert_wins(&router, &visitor("tablet", &[]).title("the check-out"), None);
    let unknown = visitor("tablet", &[]).device(None::<&str>);
    assert_wins(&router, &unknown.clone(), None);
    assert_wins(&router, &unknown.device("desktop").attribute("kind", "k699"), Some(699));
}

#[test]
fn labels_of_hosts_and_tags_end_at_borders() {
    let hosts = ["example.fr", "shop.example.fr", "fr", "le.fr", "xn--bcher-kva.example", "a.b.c.d"];
    let tags = ["fr-ca", "fr", "zh-hant", "fro", "en-gb-oed", "x-private"];
    // Each is found by its host or its tag; the others are for nobody.
    let within = |n: usize| -> Condition {
        match n % 2 {
            _ if n >= 12 => Field::PageHost.within(format!("h{n}.none")).into(),
            0 => Field::PageHost.within(hosts[n / 2]).into(),
            _ => Field::Language.within(tags[n / 2]).into(),
        }
    };
    let router = router((0..300).map(within));
    let at = |host: &str| Visitor::undated().page(format!("https://{host}/"));
    for (host, expected) in [
        ("example.fr", Some(0)),
        ("EXAMPLE.fr:8080", Some(0)),
        ("www.example.fr", Some(0)),
        ("www.shop.example.fr", Some(0)),
        ("anexample.fr", Some(4)),
        ("fr", Some(4)),
        ("example.fr.", None),
        ("frr", None),
        ("bücher.example", Some(8)),
        ("www.bücher.example", Some(8)),
        ("cher-kva.example", None),
        ("x.a.b.c.d", Some(10)),
        ("b.c.d", None),
        ("h12.none.example", None),
        ("www.h299.none", Some(299)),
    ] {
        assert_wins(&router, &at(host), expected);
    }
    for (tag, expected) in [
        ("fr-CA", Some(1)),
        ("FR_ca", Some(1)),
        ("fr-CA-x-a", Some(1)),
        ("fr-FR", Some(3)),
        ("fra", None),
        ("fro", Some(7)),
        ("zh-Hant-TW", Some(5)),
        ("zh", None),
        ("en-gb-oed", Some(9)),
        ("x-private-a", Some(11)),
        ("fr-", None),
    ] {
        assert_wins(&router, &Visitor::undated().language(tag), expected);
    }
}

#[test]
fn needles_of_every_length_are_found_wherever_they_stand() {
    let needle = |n: usize| {
        let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
        let letters: String = (0..1 + n % 12).map(|place| letter(n * 7 + place * n / 26)).collect();
        format!("{letters}{}", if n % 12 < 3 { "" } else { "é" })
    };
    let needles: Vec<String> = (0..400).map(needle).collect();
    let router = router(needles.iter().map(|needle| Field::PageTitle.contains(needle).into()));
    for needle in &needles {
        for title in [
            needle.clone(),
            format!("0{needle}"),
            format!("{needle}0"),
            format!("01234567{needle}0"),
            needle[..needle.len() - needle.chars().last().map_or(1, char::len_utf8)].to_owned(),
        ] {
            let expected = needles.iter().position(|needle| title.contains(needle.as_str()));
            assert_wins(&router, &Visitor::undated().title(title), expected);
        }
    }
}
