//! Words of other systems, answered in the user's terms (rule W2b), word for word.

use crate::errors::{Area, conditions, texts};

/// The texts about a condition, with their places below it.
fn about(when: &str) -> Vec<String> {
    let texts = texts(&conditions::document(when));
    texts.into_iter().map(|text| text.replace("triggers[0].when", "")).collect()
}

#[test]
fn w2b_what_joins_conditions() {
    for (key, answer) in [
        ("and", "did you mean `all`?"),
        ("AND", "did you mean `all`?"),
        ("$and", "did you mean `all`?"),
        ("&&", "did you mean `all`?"),
        ("or", "did you mean `any`?"),
        ("||", "did you mean `any`?"),
        ("anyOf", "did you mean `any`?"),
        ("none", "put `not` around `any`: `{\"not\": {\"any\": […]}}`"),
        ("$nor", "put `not` around `any`: `{\"not\": {\"any\": […]}}`"),
        ("nand", "put `not` around `all`: `{\"not\": {\"all\": […]}}`"),
        ("conditions", "write `{\"all\": […]}`, or `any` in the place of `all`"),
        ("rules", "write `{\"all\": […]}`, or `any` in the place of `all`"),
    ] {
        let when = format!(r#"{{"{key}": [{{"field": "country", "is": "FR"}}]}}"#);
        let shown = if key.bytes().all(|b| b.is_ascii_alphabetic()) {
            format!(".{key}")
        } else {
            format!("[\"{key}\"]")
        };
        assert_eq!(about(&when), [format!("{shown}: there is no key `{key}` here; {answer}")]);
    }
}

#[test]
fn w2b_operators_on_a_text() {
    let not = |operator: &str| {
        format!("put `not` around `{operator}`: `{{\"not\": {{\"field\": \"page.title\", \"{operator}\": …}}}}`")
    };
    let same = |operator: &str| format!("did you mean `{operator}`?");
    for (operator, answer) in [
        ("is_not", not("is")),
        ("isNot", not("is")),
        ("isn't", not("is")),
        ("ne", not("is")),
        ("$ne", not("is")),
        ("!=", not("is")),
        ("not_equals", not("is")),
        ("does_not_equal", not("is")),
        ("not_contains", not("contains")),
        ("doesNotContain", not("contains")),
        ("!contains", not("contains")),
        ("not_starts_with", not("starts_with")),
        ("does_not_start_with", not("starts_with")),
        ("not_matches", not("matches")),
        ("!~", "put `not` around `matches` for a regular expression, around `contains` for a text".to_owned()),
        ("equals", same("is")),
        ("$eq", same("is")),
        ("==", same("is")),
        ("=", same("is")),
        ("regex", same("matches")),
        ("=~", same("matches")),
        ("prefix", same("starts_with")),
        ("beginsWith", same("starts_with")),
        ("suffix", same("ends_with")),
        ("like", same("contains")),
        ("includes", same("contains")),
        ("has", same("contains")),
        ("icontains", "write `\"contains\": …, \"ignore_case\": true`".to_owned()),
        ("is_set", "write `\"exists\": true`".to_owned()),
        ("not_exists", "write `\"exists\": false`".to_owned()),
        ("is_empty", "write `\"exists\": false`".to_owned()),
        ("isNotNull", "write `\"exists\": true`".to_owned()),
        (
            "contains_any",
            "`contains` takes one text: write `{\"any\": [{\"field\": \"page.title\", \"contains\": …}, …]}`"
                .to_owned(),
        ),
        (
            "glob",
            "write the text between the stars with `starts_with`, `contains` or `ends_with`, or an \
             expression with `matches`"
                .to_owned(),
        ),
        // The field has no order.
        (
            "gt",
            "this field takes `is`, `in`, `not_in`, `contains`, `starts_with`, `ends_with`, `matches` and `exists`"
                .to_owned(),
        ),
    ] {
        let texts = about(&format!(r#"{{"field": "page.title", "{operator}": "x"}}"#));
        let expected = format!("there is no operator or key `{operator}` here; {answer}");
        assert!(texts.len() == 1 && texts[0].ends_with(&expected), "{expected}\n{texts:?}");
    }
}

#[test]
fn w2b_operators_with_lists_and_numbers() {
    for (leaf, answer) in [
        (r#"{"field": "country", "nin": ["FR"]}"#, "did you mean `not_in`?"),
        (r#"{"field": "country", "notIn": ["FR"]}"#, "did you mean `not_in`?"),
        (r#"{"field": "country", "is_not_in_list": ["FR"]}"#, "did you mean `not_in`?"),
        (r#"{"field": "country", "isnt_not_in": ["FR"]}"#, "did you mean `in`?"),
        (r#"{"field": "country", "is_not": ["FR"]}"#, "did you mean `not_in`?"),
        // One value, or several.
        (r#"{"field": "country", "one_of": ["FR"]}"#, "did you mean `in`?"),
        (r#"{"field": "country", "equals": ["FR", "BE"]}"#, "did you mean `in`?"),
        (r#"{"field": "country", "any_of": "FR"}"#, "`in` takes a list, `is` one value"),
        (
            r#"{"field": "country", "nin": "FR"}"#,
            "`not_in` takes a list; put `not` around `is` for one value: `{\"not\": {\"field\": \"country\", \"is\": …}}`",
        ),
        (r#"{"field": "country", "$not": "FR"}"#, "write `{\"not\": …}` around the condition"),
        (
            r#"{"field": "country", "op": "FR"}"#,
            "an operator is a key, and this field takes `is`, `in`, `not_in` and `exists`",
        ),
        (r#"{"field": "visits", "gt": 3}"#, "did you mean `above`?"),
        (r#"{"field": "visits", ">": 3}"#, "did you mean `above`?"),
        (r#"{"field": "visits", "$gte": 3}"#, "did you mean `at_least`?"),
        (r#"{"field": "visits", "min": 3}"#, "did you mean `at_least`?"),
        (r#"{"field": "visits", "lessThan": 3}"#, "did you mean `below`?"),
        (r#"{"field": "visits", "lte": 3}"#, "did you mean `at_most`?"),
        (r#"{"field": "visits", "not_greater_than": 3}"#, "did you mean `at_most`?"),
        (
            r#"{"field": "visits", "between": [3, 5]}"#,
            "write `{\"all\": [{\"field\": \"visits\", \"at_least\": …}, {\"field\": \"visits\", \
             \"at_most\": …}]}`",
        ),
        (r#"{"field": "language", "starts_withh": "fr"}"#, "this field takes `is`, `in`, `not_in`, `within` and `exists`"),
        (r#"{"field": "language", "prefix": "fr"}"#, "did you mean `within`?"),
        (r#"{"field": "page.host", "subdomain_of": "shop.example"}"#, "did you mean `within`?"),
        (
            r#"{"field": "attribute.tags", "includes": "vip"}"#,
            "`is` finds a whole item of a list, `contains` a part of a text",
        ),
        (r#"{"field": "attribute.vip", "is_true": true}"#, "write `\"is\": true`"),
        (r#"{"field": "group.help", "eq": "busy"}"#, "did you mean `is`?"),
        (r#"{"field": "group.help", "contains_any": ["busy"]}"#, "this field takes `is`, `in` and `not_in`"),
    ] {
        let texts = about(leaf);
        assert!(texts.len() == 1 && texts[0].ends_with(&format!("here; {answer}")), "{leaf}\n{texts:?}");
    }
}

#[test]
fn w2b_fields() {
    for (name, answer) in [
        ("url", "did you mean `page.url`?"),
        ("current_url", "did you mean `page.url`?"),
        ("host", "did you mean `page.host`?"),
        ("hostname", "did you mean `page.host`?"),
        ("path", "did you mean `page.path`?"),
        ("pathname", "did you mean `page.path`?"),
        ("title", "did you mean `page.title`?"),
        ("query.utm_source", "did you mean `page.query.utm_source`?"),
        ("referrer.params.q", "did you mean `referrer.query.q`?"),
        ("previous.search.step", "did you mean `previous.query.step`?"),
        ("params.q", "did you mean `page.query.q`?"),
        ("query[q]", "did you mean `page.query.q`?"),
        ("utm_source", "did you mean `page.query.utm_source`?"),
        ("utm_campaign_id", "did you mean `page.query.utm_campaign_id`?"),
        ("utm.medium", "did you mean `page.query.utm_medium`?"),
        ("referer", "did you mean `referrer.url`?"),
        ("referring_domain", "did you mean `referrer.host`?"),
        ("lang", "did you mean `language`?"),
        ("locale", "did you mean `language`?"),
        ("country_code", "did you mean `country`?"),
        ("visitor_country_code", "did you mean `country`?"),
        ("geo.country", "did you mean `country`?"),
        ("city_name", "did you mean `city`?"),
        ("visit_count", "did you mean `visits`?"),
        ("page_views", "did you mean `pages_viewed`?"),
        ("custom.plan", "did you mean `attribute.plan`?"),
        ("user.plan", "did you mean `attribute.plan`?"),
        ("platform", "the system is `os`, the kind of device is `device`"),
        ("user_agent", "what a host reads from it is `browser`, `os` and `device`"),
        (
            "ip",
            "addresses are not looked at; your site can tell of a network: \
             `{\"field\": \"attribute.network\", \"is\": \"office\"}`",
        ),
        (
            "tags",
            "your site tells of them with an attribute: `{\"field\": \"attribute.tags\", \"is\": \"vip\"}`",
        ),
        (
            "page.port",
            "it is a part of `page.url`: `{\"field\": \"page.url\", \"contains\": \"#pricing\"}`",
        ),
        (
            "page.colour",
            "there are `page.url`, `page.title`, `page.host`, `page.path` and `page.query.NAME`",
        ),
        (
            "referrer.colour",
            "there are `referrer.url`, `referrer.host`, `referrer.path` and `referrer.query.NAME`",
        ),
        ("referrer.query", "name the parameter: `referrer.query.q`"),
        ("previous.params", "name the parameter: `previous.query.step`"),
        ("weather", "what only your site knows is an attribute: `attribute.weather`"),
        ("we ather", "what only your site knows is an attribute: `attribute.NAME`"),
    ] {
        let when = format!(r#"{{"field": "{name}", "exists": true}}"#);
        assert_eq!(about(&when), [format!(".field: there is no field `{name}`; {answer}")]);
    }
}

pub(super) const TRIGGERS: Area = Area {
    document: |part| {
        format!(r#"{{"groups": [{{"id": "sales", "name": "Sales"}}], "triggers": [{part}]}}"#)
    },
    cases: &[
        (
            r#"{"id": "t", "then": "sales"}"#,
            "triggers[0].then",
            "unknown_key",
            "there is no key `then` here; did you mean `assign_to`?",
        ),
        (
            r#"{"id": "t", "then": {"assign_to": "sales"}}"#,
            "triggers[0].then",
            "unknown_key",
            "there is no key `then` here; write `assign_to` with a group code",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "if": {"field": "os", "is": "x"}}"#,
            "triggers[0].if",
            "unknown_key",
            "there is no key `if` here; did you mean `when`?",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "conditions": [{"field": "os", "is": "x"}]}"#,
            "triggers[0].conditions",
            "unknown_key",
            "there is no key `conditions` here; write `\"when\": {\"all\": […]}`, or `any` in the \
             place of `all`",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "active": false}"#,
            "triggers[0].active",
            "unknown_key",
            "there is no key `active` here; did you mean `enabled`?",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "disabled": true}"#,
            "triggers[0].disabled",
            "unknown_key",
            "there is no key `disabled` here; write `\"enabled\": false`",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "order": 3}"#,
            "triggers[0].order",
            "unknown_key",
            "there is no key `order` here; the order of `triggers` is the order in which they are \
             tried; leave it out",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "colour": "red"}"#,
            "triggers[0].colour",
            "unknown_key",
            "there is no key `colour` here; there are `id`, `name`, `enabled`, `assign_to`, `priority` and `when`",
        ),
    ],
};
#[test]
fn w2b_keys_of_triggers() {
    TRIGGERS.check();
}

#[test]
fn w2b_a_known_word_for_a_required_key_is_one_mistake() {
    for (document, expected) in [
        (
            r#"{"schedules": [{"id": "s", "timezone": "Europe/Paris"}], "groups": []}"#,
            "schedules[0].timezone: there is no key `timezone` here; did you mean `zone`?",
        ),
        (
            r#"{"schedules": [{"id": "s", "tz": "UTC"}], "groups": []}"#,
            "schedules[0].tz: there is no key `tz` here; did you mean `zone`?",
        ),
        (
            r#"{"schedules": [{"id": "s", "tz": 2}], "groups": []}"#,
            "schedules[0].tz: there is no key `tz` here; write `zone` with a time zone",
        ),
        (
            r#"{"agents": [{"email": "ana@shop.example"}], "groups": []}"#,
            "agents[0].email: there is no key `email` here; did you mean `id`?",
        ),
        (
            r#"{"departments": [{"id": "sales", "name": "Sales"}]}"#,
            "departments: there is no key `departments` here; did you mean `groups`?",
        ),
        (
            r#"{"groups": [{"code": "sales", "name": "Sales"}],
                "triggers": [{"id": "t", "assign_to": "sales"}]}"#,
            "groups[0].code: there is no key `code` here; did you mean `id`?",
        ),
        (
            r#"{"groups": [{"id": "s", "label": "Sales"}]}"#,
            "groups[0].label: there is no key `label` here; did you mean `name`?",
        ),
        (
            r#"{"schedules": [{"id": "s", "zone": "UTC", "exceptions": [{"date": "2026-12-25",
                "closed": true}]}], "groups": []}"#,
            "schedules[0].exceptions[0].closed: there is no key `closed` here; a date without spans \
             is closed: `\"spans\": []`",
        ),
    ] {
        assert_eq!(texts(document), [expected]);
    }
}

#[test]
fn w2b_what_lies_under_a_word_of_another_system_is_checked_in_the_same_round() {
    let document = r#"{
        "teams": [{"id": "sales", "title": "", "members": ["nobody"], "hours": "office"}],
        "schedules": [{"id": "s", "tz": "UTC+2", "days": {"monday": ["9-18"], "tue": []}}],
        "rules": [{"id": "t", "group": "salse", "conditions": [
            {"field": "country", "equals": "FRANCE"},
            {"or": [{"field": "url", "contains": ""}, {"attribute": "visits", "op": "gt", "value": "x"}]}
        ]}]}"#;
    assert_eq!(
        texts(document),
        [
            "schedules[0].days: there is no key `days` here; did you mean `weekly`?",
            "schedules[0].days.monday: there is no key `monday` here; did you mean `mon`?",
            "schedules[0].days.monday[0]: `9-18` is not a span of time: write it as `09:00-18:00`",
            "schedules[0].tz: there is no key `tz` here; did you mean `zone`?",
            "schedules[0].tz: there is no time zone `UTC+2`; an offset does not know summer time, name \
             the place, as `Europe/Paris`; 2 hours ahead of UTC all year is `Etc/GMT-2`",
            "rules: there is no key `rules` here; did you mean `triggers`?",
            "rules[0].group: there is no key `group` here; did you mean `assign_to`?",
            "rules[0].group: there is no group `salse`; did you mean `sales`?",
            "rules[0].conditions: there is no key `conditions` here; write `\"when\": {\"all\": […]}`, or \
             `any` in the place of `all`",
            "rules[0].conditions[0].equals: there is no operator or key `equals` here; did you mean `is`?",
            "rules[0].conditions[0].equals: `FRANCE` is not a country code of two letters such as `FR`; did \
             you mean `FR`?",
            "rules[0].conditions[1].or: there is no key `or` here; did you mean `any`?",
            "rules[0].conditions[1].or[0].field: there is no field `url`; did you mean `page.url`?",
            "rules[0].conditions[1].or[0].contains: `contains` must not be empty",
            "rules[0].conditions[1].or[1].attribute: there is no key `attribute` here; did you mean `field`?",
            "rules[0].conditions[1].or[1].op: there is no operator or key `op` here; write it as a key: \
             `{\"field\": \"visits\", \"above\": …}`",
            "rules[0].conditions[1].or[1].value: expected a number, found `\"x\"`",
            "teams: there is no key `teams` here; did you mean `groups`?",
            "teams[0].title: there is no key `title` here; did you mean `name`?",
            "teams[0].title: a group needs a name in at least one language",
            "teams[0].hours: there is no key `hours` here; did you mean `schedule`?",
            "teams[0].hours: there is no schedule `office`; there is only `s`",
            "teams[0].members: there is no key `members` here; did you mean `agents`?",
            "teams[0].members[0]: there is no agent `nobody`; there are none",
        ]
    );
}

#[test]
fn w2b_conditions_in_the_form_of_other_systems() {
    for (when, expected) in [
        (
            r#"{"operator": "or", "rules": [{"field": "country", "is": "FRA"}]}"#,
            &[
                ".rules: there is no key `rules` here; did you mean `any`?",
                ".rules[0].is: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
            ][..],
        ),
        (
            r#"{"type": "and", "predicates": [{"attribute": "os", "comparison": "eq", "value": "x"}]}"#,
            &[
                ".predicates: there is no key `predicates` here; did you mean `all`?",
                ".predicates[0].attribute: there is no key `attribute` here; did you mean `field`?",
                ".predicates[0].comparison: there is no operator or key `comparison` here; write it as a key: \
                 `{\"field\": \"os\", \"is\": …}`",
            ],
        ),
        (
            r#"{"country": {"$in": ["FRA"]}, "visits": {"$gte": 5}, "os": "Linux"}"#,
            &[
                ".country: there is no key `country` here; write `{\"field\": \"country\", \"in\": …}`",
                ".country[\"$in\"][0]: `FRA` is not a country code of two letters such as `FR`; did you mean \
                 `FR`?",
                ".os: there is no key `os` here; write `{\"field\": \"os\", \"is\": …}`",
                ".visits: there is no key `visits` here; write `{\"field\": \"visits\", \"at_least\": …}`",
            ],
        ),
        (
            r#"{"field": "country", "operator": "is not", "value": "FRA"}"#,
            &[
                ".operator: there is no operator or key `operator` here; put `not` around `is`: \
                 `{\"not\": {\"field\": \"country\", \"is\": …}}`",
                ".value: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
            ],
        ),
        (
            r#"{"field": "country", "operator": "resembles", "value": "FR"}"#,
            &[
                ".operator: there is no operator or key `operator` here; an operator is a key, and this field \
                 takes `is`, `in`, `not_in` and `exists`",
            ],
        ),
        (
            r#"{"field": "visits", "gt": 1, "lt": 5}"#,
            &[
                "a field has one operator, found `gt, lt`; join several conditions with `all`",
                ".gt: there is no operator or key `gt` here; did you mean `above`?",
                ".lt: there is no operator or key `lt` here; did you mean `below`?",
            ],
        ),
        (
            r#"{"and": [{"field": "os", "is": "x"}], "or": [{"field": "os", "is": "y"}]}"#,
            &[
                "a condition is one of `all`, `any`, `not` and a field with an operator, found `and, or`",
                ".and: there is no key `and` here; did you mean `all`?",
                ".or: there is no key `or` here; did you mean `any`?",
            ],
        ),
        (
            r#"{"and": [{"==": [{"var": "country"}, "FRA"]}, {">": [{"var": "visits"}, 3]},
                        {"equals": "FR"}]}"#,
            &[
                ".and: there is no key `and` here; did you mean `all`?",
                ".and[0][\"==\"]: there is no key `==` here; write `{\"field\": \"country\", \"is\": …}`",
                ".and[0][\"==\"]: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
                ".and[1][\">\"]: there is no key `>` here; write `{\"field\": \"visits\", \"above\": …}`",
                ".and[2].equals: there is no key `equals` here; write `{\"field\": …, \"is\": …}`",
            ],
        ),
        (
            r#"{"op": "or", "args": [{"op": "eq", "attribute": "country", "value": "FRA"}]}"#,
            &[
                ".args: there is no key `args` here; did you mean `any`?",
                ".args[0].attribute: there is no key `attribute` here; did you mean `field`?",
                ".args[0].op: there is no operator or key `op` here; write it as a key: \
                 `{\"field\": \"country\", \"is\": …}`",
                ".args[0].value: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
            ],
        ),
        (
            r#"{"field": "country", "is": "FR", "negate": true}"#,
            &[
                ".negate: there is no operator or key `negate` here; write `{\"not\": …}` around the condition",
            ],
        ),
        (
            r#"{"field": "country", "is": "FR", "negate": false}"#,
            &[".negate: there is no operator or key `negate` here; leave it out"],
        ),
        (
            r#"[{"field": "country", "is": "FRA"}]"#,
            &[
                "expected a condition, found `[…]`; join several with `{\"all\": […]}` or `{\"any\": […]}`",
                "[0].is: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
            ],
        ),
        (
            r#"{"all": {"field": "country", "is": "FRA"}}"#,
            &[
                ".all: expected a list of conditions, found `{…}`",
                ".all.is: `FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
            ],
        ),
    ] {
        let found: Vec<String> =
            about(when).into_iter().map(|text| text.trim_start_matches(": ").to_owned()).collect();
        assert_eq!(found, expected, "{when}");
    }
}

#[test]
fn w2b_what_was_meant_does_not_count_as_a_condition_that_was_read() {
    for when in [
        r#"{"field": "country", "is_not": "FR"}"#,
        r#"{"none": [{"field": "country", "is": "FR"}]}"#,
        r#"[{"field": "country", "is": "FR"}]"#,
        r#"{"field": "country", "op": "eq", "value": "FR"}"#,
        r#"{"country": "FR"}"#,
    ] {
        let draft: frontdesk::Draft = serde_json::from_str(&conditions::document(when)).unwrap();
        let mut other = frontdesk::Draft::new();
        other.groups.clone_from(&draft.groups);
        other.triggers.clone_from(&draft.triggers);
        let problems = other.check().unwrap_err();
        assert!(problems.iter().any(|p| p.kind().name() == "unreadable"), "{when}: {problems}");
    }
}

#[test]
fn w2b_hostile_words_cost_no_more_than_others() {
    // Unknown keys, fields and operators, of which none is known anywhere.
    let leaves: Vec<String> =
        (0..2_000).map(|n| format!(r#"{{"field": "f{n}.x", "o{n}": {n}, "p{n}": 0}}"#)).collect();
    let document = conditions::document(&format!(r#"{{"any": [{}]}}"#, leaves.join(",")));
    // Those of the leaves. Their number is not looked at where reading finds so many.
    let draft: frontdesk::Draft = serde_json::from_str(&document).unwrap();
    assert_eq!(draft.check().unwrap_err().total(), 6_000);
}
