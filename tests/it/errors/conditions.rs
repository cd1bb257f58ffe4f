//! Texts about the form of conditions (rule C1).

use crate::errors::Area;

/// A workspace with one trigger that has this condition.
pub(super) fn document(when: &str) -> String {
    format!(
        r#"{{"schedules": [{{"id": "office", "zone": "UTC"}}],
            "groups": [{{"id": "sales", "name": "Sales"}}, {{"id": "help", "name": "Help"}}],
            "triggers": [{{"id": "t", "assign_to": "sales", "when": {when}}}]}}"#
    )
}

pub(super) const NODES: Area = Area {
    document,
    cases: &[
        ("5", "triggers[0].when", "wrong_type", "expected a condition, found `5`"),
        (
            r#"[{"field": "staff", "is": "online"}]"#,
            "triggers[0].when",
            "wrong_type",
            "expected a condition, found `[…]`; join several with `{\"all\": […]}` or `{\"any\": […]}`",
        ),
        ("{}", "triggers[0].when.field", "missing_key", "this key is required"),
        (r#"{"is": "FR"}"#, "triggers[0].when.field", "missing_key", "this key is required"),
        (
            r#"{"feild": "country", "is": "FR"}"#,
            "triggers[0].when.feild",
            "unknown_key",
            "there is no key `feild` here; did you mean `field`?",
        ),
        (
            r#"{"al": [{"field": "country", "is": "FR"}]}"#,
            "triggers[0].when.al",
            "unknown_key",
            "there is no key `al` here; there are `all`, `any`, `not` and `field`",
        ),
        (r#"{"all": []}"#, "triggers[0].when.all", "empty", "`all` must not be empty"),
        (r#"{"not": {"any": []}}"#, "triggers[0].when.not.any", "empty", "`any` must not be empty"),
        (
            r#"{"any": {"field": "country", "is": "FR"}}"#,
            "triggers[0].when.any",
            "wrong_type",
            "expected a list of conditions, found `{…}`",
        ),
        (
            r#"{"all": [{"any": [{"field": "os", "exists": true}, "x"]}]}"#,
            "triggers[0].when.all[0].any[1]",
            "wrong_type",
            "expected a condition, found `\"x\"`",
        ),
        (
            r#"{"not": null}"#,
            "triggers[0].when.not",
            "wrong_type",
            "expected a condition, found `null`",
        ),
        (
            r#"{"any": [{"field": "os", "exists": true}], "all": [{"field": "os", "exists": true}]}"#,
            "triggers[0].when",
            "ambiguous_node",
            "a condition is one of `all`, `any`, `not` and a field with an operator, found \
             `all, any`",
        ),
        (
            r#"{"field": "country", "is": "FR", "not": {"field": "os", "exists": true}}"#,
            "triggers[0].when",
            "ambiguous_node",
            "a condition is one of `all`, `any`, `not` and a field with an operator, found \
             `not, field`",
        ),
        (
            r#"{"all": [{"field": "os", "exists": true}], "name": "x"}"#,
            "triggers[0].when.name",
            "unknown_key",
            "there is no key `name` here; nothing stands beside `all`",
        ),
        (
            r#"{"all": [{"field": "os", "exists": true}], "all": []}"#,
            "triggers[0].when.all",
            "repeated_key",
            "the key `all` stands here twice",
        ),
        (
            r#"{"field": "country", "is": "FR", "is": "DE"}"#,
            "triggers[0].when.is",
            "repeated_key",
            "the key `is` stands here twice",
        ),
        (
            r#"{"field": 5, "is": "FR"}"#,
            "triggers[0].when.field",
            "wrong_type",
            "expected the name of a field, found `5`",
        ),
        (
            r#"{"field": "country"}"#,
            "triggers[0].when",
            "missing_operator",
            "the field `country` needs an operator",
        ),
        (
            r#"{"field": "country", "if_unknown": true}"#,
            "triggers[0].when",
            "missing_operator",
            "the field `country` needs an operator",
        ),
        (
            r#"{"field": "country", "equals": "FR"}"#,
            "triggers[0].when.equals",
            "unknown_operator",
            "there is no operator or key `equals` here; did you mean `is`?",
        ),
        (
            r#"{"field": "page.title", "contain": "x"}"#,
            "triggers[0].when.contain",
            "unknown_operator",
            "there is no operator or key `contain` here; did you mean `contains`?",
        ),
        (
            r#"{"field": "country", "contain": "x"}"#,
            "triggers[0].when.contain",
            "unknown_operator",
            "there is no operator or key `contain` here; this field takes `is`, `in`, `not_in` and `exists`",
        ),
        (
            r#"{"field": "country", "is": "FR", "note": "x"}"#,
            "triggers[0].when.note",
            "unknown_operator",
            "there is no operator or key `note` here; beside its operator a field takes \
             `ignore_case` and `if_unknown`",
        ),
        (
            r#"{"field": "group.help", "is": "busy", "note": "x"}"#,
            "triggers[0].when.note",
            "unknown_operator",
            "there is no operator or key `note` here; nothing stands beside the field and its operator",
        ),
        (
            r#"{"field": "country", "is": "FR", "ignore_cas": true}"#,
            "triggers[0].when.ignore_cas",
            "unknown_operator",
            "there is no operator or key `ignore_cas` here; did you mean `ignore_case`?",
        ),
        (
            r#"{"field": "country", "is": "FR", "in": ["DE"]}"#,
            "triggers[0].when",
            "several_operators",
            "a field has one operator, found `is, in`; join several conditions with `all`",
        ),
        (
            r#"{"field": "contry", "is": "FR"}"#,
            "triggers[0].when.field",
            "unknown_field",
            "there is no field `contry`; did you mean `country`?",
        ),
        (
            r#"{"field": "attribute.", "is": "FR"}"#,
            "triggers[0].when.field",
            "unknown_field",
            "there is no field `attribute.`; name the attribute: `{\"field\": \"attribute.plan\", \
             \"is\": \"pro\"}`",
        ),
        (
            r#"{"field": "group.slaes", "is": "busy"}"#,
            "triggers[0].when.field",
            "unknown_group",
            "there is no group `slaes`; did you mean `sales`?",
        ),
        (
            r#"{"field": "schedule.offices", "is": "open"}"#,
            "triggers[0].when.field",
            "unknown_schedule",
            "there is no schedule `offices`; did you mean `office`?",
        ),
        (
            r#"{"field": "city", "is": "Paris", "ignore_case": "yes"}"#,
            "triggers[0].when.ignore_case",
            "wrong_type",
            "expected true or false, found `\"yes\"`",
        ),
        (
            r#"{"field": "city", "is": "Paris", "if_unknown": null}"#,
            "triggers[0].when.if_unknown",
            "wrong_type",
            "expected true or false, found `null`",
        ),
        (
            r#"{"field": "schedule.office", "is": "open", "if_unknown": true}"#,
            "triggers[0].when.if_unknown",
            "if_unknown_not_here",
            "`if_unknown` has no meaning here: a state and `exists` are never unknown",
        ),
        (
            r#"{"field": "os", "exists": true, "if_unknown": false}"#,
            "triggers[0].when.if_unknown",
            "if_unknown_not_here",
            "`if_unknown` has no meaning here: a state and `exists` are never unknown",
        ),
        (
            r#"{"field": "visits", "is": 3, "ignore_case": true}"#,
            "triggers[0].when.ignore_case",
            "ignore_case_not_here",
            "`ignore_case` has no meaning here: no text is compared",
        ),
        (
            r#"{"field": "attribute.x", "in": [3, 4], "ignore_case": true}"#,
            "triggers[0].when.ignore_case",
            "ignore_case_not_here",
            "`ignore_case` has no meaning here: no text is compared",
        ),
        (
            r#"{"field": "group.help", "is": "busy", "ignore_case": true}"#,
            "triggers[0].when.ignore_case",
            "ignore_case_not_here",
            "`ignore_case` has no meaning here: no text is compared",
        ),
        (
            r#"{"field": "os", "exists": true, "ignore_case": true}"#,
            "triggers[0].when.ignore_case",
            "ignore_case_not_here",
            "`ignore_case` has no meaning here: no text is compared",
        ),
    ],
};
