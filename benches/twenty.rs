//! Twenty triggers of a small tenant, as a workspace and as code.

use frontdesk::{Agent, Condition, Draft, Field, Group, Trigger, Visitor};

/// Creates a workspace of 4 groups and 20 triggers.
pub(crate) fn draft() -> Draft {
    let mut draft =
        Draft::new().agents(["a1", "a2", "a3"].map(Agent::new)).default_group("general");
    for id in ["general", "sales", "billing", "technical"] {
        draft = draft.group(Group::new(id, id).all_agents());
    }
    for (n, (group, condition)) in conditions().into_iter().enumerate() {
        draft = draft.trigger(Trigger::new(format!("t{n}"), group).when(condition));
    }
    draft
}

fn conditions() -> Vec<(&'static str, Condition)> {
    let mut conditions: Vec<(&str, Condition)> = vec![
        ("billing", Field::PagePath.starts_with("/checkout") & Field::TimeOnPage.at_least(30)),
        ("billing", Field::PagePath.starts_with("/invoices").into()),
        ("technical", Field::PageHost.within("docs.example.com").into()),
        ("technical", Field::PageUrl.contains("error=").into()),
        ("sales", Field::attribute("plan").is("enterprise") & !Field::Device.is("bot")),
        ("sales", Field::Country.one_of(["FR", "BE", "CH"]) & Field::Visits.at_least(3)),
        ("sales", Field::ReferrerHost.within("search.example").into()),
        ("general", Field::Language.within("pt").into()),
    ];
    conditions.extend((0..12).map(|n| {
        ("sales", Field::PagePath.starts_with(format!("/campaign/{n}/")) & Field::Visits.at_most(n))
    }));
    conditions
}

/// Returns the group that the triggers assign, without the crate.
pub(crate) fn by_hand(visitor: &Visitor<'_>) -> Option<&'static str> {
    let parse = |url: Option<&str>| url.and_then(|url| url::Url::parse(url).ok());
    let page = parse(visitor.page.url.as_deref());
    let host = page.as_ref().and_then(|url| url.host_str()).unwrap_or("");
    let path = page.as_ref().map_or("", |url| url.path());
    let within = |host: &str, domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let visits = visitor.visits;
    let is_bot = visitor.device.as_deref().map(|device| device.eq_ignore_ascii_case("bot"));
    if path.starts_with("/checkout") && visitor.time_on_page.is_some_and(|time| time >= 30.0) {
        return Some("billing");
    }
    if path.starts_with("/invoices") {
        return Some("billing");
    }
    if within(host, "docs.example.com")
        || visitor.page.url.as_deref().is_some_and(|url| url.contains("error="))
    {
        return Some("technical");
    }
    let plan = visitor.attributes.get("plan");
    if plan == Some(&frontdesk::visitor::Value::from("enterprise")) && is_bot == Some(false) {
        return Some("sales");
    }
    let country = visitor.country.as_deref().unwrap_or("");
    if ["FR", "BE", "CH"].iter().any(|code| code.eq_ignore_ascii_case(country))
        && visits.is_some_and(|visits| visits >= 3)
    {
        return Some("sales");
    }
    let referrer = parse(visitor.referrer.as_deref());
    if referrer.as_ref().and_then(|url| url.host_str()).is_some_and(|h| within(h, "search.example"))
    {
        return Some("sales");
    }
    let language = visitor.language.as_deref().unwrap_or("").to_ascii_lowercase();
    if language == "pt" || language.starts_with("pt-") {
        return Some("general");
    }
    for n in 0..12 {
        if path.starts_with(&format!("/campaign/{n}/")) && visits.is_some_and(|visits| visits <= n)
        {
            return Some("sales");
        }
    }
    Some("general")
}

/// Creates visitors of whom some match an early trigger, some a late one and some none.
pub(crate) fn visitors() -> Vec<Visitor<'static>> {
    let pages =
        ["checkout/3", "invoices/7", "campaign/11/x", "campaign/2/y", "", "about", "blog/a"];
    let mut visitors = Vec::new();
    for (n, page) in pages.iter().cycle().take(64).enumerate() {
        let visitor = Visitor::undated()
            .page(format!("https://shop.example.com/{page}?utm_source=ads"))
            .referrer((n % 3 == 0).then(|| format!("https://r{n}.example/")))
            .country((n % 4 != 0).then_some(["FR", "US", "DE"][n % 3]))
            .language((n % 5 != 0).then_some(["fr-FR", "en-US", "pt-BR"][n % 3]))
            .device(["desktop", "mobile", "bot"][n % 3])
            .visits(n as u64 % 6)
            .time_on_page(n as f64)
            .attribute("plan", (n % 7 == 0).then_some("enterprise"));
        visitors.push(visitor);
    }
    visitors
}
