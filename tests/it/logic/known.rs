//! What is known and what is not: `exists`, and states.

use frontdesk::condition::Truth::{False, True, Unknown};
use frontdesk::{Condition, Field, Heartbeat, Presence, Trigger, Visitor};
use frontdesk::visitor::Value;

use crate::logic::{router, truth};

/// Every field of a visitor, as one who is known altogether has it.
fn known_altogether() -> Visitor<'static> {
    Visitor::undated()
        .id("v1")
        .page("https://shop.example/a?utm=x")
        .title("Title")
        .previous("https://shop.example/?utm=x")
        .referrer("https://search.example/?utm=x")
        .language("fr")
        .country("FR")
        .region("FR-IDF")
        .city("Paris")
        .device("desktop")
        .browser("Firefox")
        .os("Linux")
        .visits(0)
        .pages_viewed(0)
        .time_on_page(0.0)
        .time_on_site(0.0)
        .attribute("x", "")
        .assignment("nowhere")
        .selection("nowhere")
        .group_code("nowhere")
}

fn fields() -> Vec<Field> {
    [
        "page.url",
        "page.title",
        "page.host",
        "page.path",
        "page.query.utm",
        "previous.query.utm",
        "referrer.query.utm",
        "previous.url",
        "previous.host",
        "previous.path",
        "referrer.url",
        "referrer.host",
        "referrer.path",
        "language",
        "country",
        "region",
        "city",
        "device",
        "browser",
        "os",
        "visits",
        "pages_viewed",
        "time_on_page",
        "time_on_site",
        "selection",
        "group_code",
        "assignment",
        "bucket.test",
        "attribute.x",
    ]
    .map(|field| field.parse().unwrap())
    .into()
}

#[test]
fn c2_exists_is_never_unknown() {
    for field in fields() {
        let known = known_altogether();
        assert_eq!(truth(field.clone().exists(), &known), True, "{field}");
        assert_eq!(truth(field.clone().missing(), &known), False, "{field}");
        let nobody = Visitor::undated();
        assert_eq!(truth(field.clone().exists(), &nobody), False, "{field}");
        assert_eq!(truth(field.clone().missing(), &nobody), True, "{field}");
        assert_eq!(truth(!field.clone().exists(), &nobody), True, "{field}");
    }
}

#[test]
fn an_empty_text_is_not_known_where_browsers_send_one() {
    let empty = Visitor::undated()
        .id("")
        .page("")
        .previous("")
        .referrer("")
        .language("")
        .country("")
        .region("")
        .city("")
        .device("")
        .browser("")
        .os("")
        .assignment("")
        .selection("")
        .group_code("");
    for field in fields() {
        assert_eq!(truth(field.clone().exists(), &empty), False, "{field}");
    }
}

#[test]
fn an_empty_title_attribute_or_query_value_is_known_and_empty() {
    let visitor = Visitor::undated()
        .title("")
        .page("https://shop.example/?utm=&lone")
        .previous("https://shop.example/?step=")
        .referrer("https://search.example/?lone")
        .attribute("text", "")
        .attribute("list", Vec::<&str>::new());
    for condition in [
        Condition::from(Field::PageTitle.is("")),
        Field::query("utm").is("").into(),
        Field::query("lone").is("").into(),
        Field::previous_query("step").is("").into(),
        Field::referrer_query("lone").is("").into(),
        Field::attribute("text").is("").into(),
        Field::attribute("list").exists().into(),
    ] {
        assert_eq!(truth(condition.clone(), &visitor), True, "{condition}");
    }
    for other in [Field::query("step"), Field::previous_query("lone"), Field::referrer_query("utm")] {
        assert_eq!(truth(other.exists(), &visitor), False);
    }
}

#[test]
fn parts_of_a_url_that_does_not_parse_are_not_known() {
    for url in ["/only/a/path", "https://", "https://exa mple/", "shop.example", "https://[::1"] {
        let visitor = Visitor::undated().page(url).previous(url).referrer(url);
        for part in ["host", "path", "query.x"] {
            for page in ["page", "previous", "referrer"] {
                let field: Field = format!("{page}.{part}").parse().unwrap();
                assert_eq!(truth(field.missing(), &visitor), True, "{page}.{part} of {url}");
            }
        }
        assert_eq!(truth(Field::PageUrl.is(url), &visitor), True, "as given: {url}");
    }
}

#[test]
fn a_code_or_tag_that_is_not_well_formed_is_not_known() {
    for (field, value) in [
        (Field::Language, "not a tag"),
        (Field::Language, "-fr"),
        (Field::Country, "FRA"),
        (Field::Country, "F1"),
        (Field::Region, "IDF"),
        (Field::Region, "FR-ABCD"),
        (Field::Region, "FR_IDF"),
    ] {
        let visitor = Visitor::undated().language(value).country(value).region(value);
        assert_eq!(truth(field.clone().exists(), &visitor), False, "{field} {value}");
    }
    let visitor = Visitor::undated().language("fr_CA");
    assert_eq!(truth(Field::Language.is("FR-ca"), &visitor), True);
}

#[test]
fn an_attribute_that_is_null_or_not_finite_is_not_known() {
    for value in [Value::Null, Value::from(f64::NAN), Value::from(f64::INFINITY)] {
        let visitor = Visitor::undated().attribute("x", value);
        assert_eq!(truth(Field::attribute("x").exists(), &visitor), False);
        assert_eq!(truth(Field::attribute("x").at_least(0.0), &visitor), Unknown);
        assert_eq!(truth(Field::attribute("x").is(0.0), &visitor), Unknown);
    }
}

#[test]
fn c2_states_are_never_unknown() {
    // Without an instant a schedule reads closed; nobody is online.
    let nobody = Visitor::undated();
    for (condition, expected) in [
        (Field::schedule("never").is("closed"), True),
        (Field::schedule("never").is("open"), False),
        (Field::group("staffed").is("offline"), True),
        (Field::group("holds").one_of(["available", "busy"]), False),
        (Field::Staff.is("offline"), True),
        (Field::Staff.is("online"), False),
        (Field::Staff.one_of(["online", "offline"]), True),
    ] {
        assert_eq!(truth(condition.clone(), &nobody), expected, "{condition}");
        let negated = if expected == True { False } else { True };
        assert_eq!(truth(!condition.clone(), &nobody), negated, "not {condition}");
    }
}

#[test]
fn c2_without_an_instant_a_lease_has_ended() {
    let online = Trigger::new("online", "holds").when(Field::Staff.is("online"));
    let offline = Trigger::new("offline", "fails").when(!Field::group("staffed").is("available"));
    let router = router([online, offline]);
    let mut presence = Presence::new(&router);
    let end = "2026-11-22T10:00:00Z".parse().unwrap();
    let trigger = |visitor: &Visitor<'_>, presence: &Presence| {
        router.route(visitor, presence).to_record().trigger.map(|id| id.to_string())
    };
    let before = Visitor::at("2026-11-22T09:59:59.999Z".parse().unwrap());
    let at_end = Visitor::at(end);
    presence.set("a1", Heartbeat::online().until(end)).unwrap();
    assert_eq!(trigger(&before, &presence).as_deref(), Some("online"));
    assert_eq!(trigger(&at_end, &presence).as_deref(), Some("offline"));
    assert_eq!(trigger(&Visitor::undated(), &presence).as_deref(), Some("offline"));
    presence.set("a1", Heartbeat::online()).unwrap();
    assert_eq!(trigger(&Visitor::undated(), &presence).as_deref(), Some("online"));
}
