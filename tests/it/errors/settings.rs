//! Texts about the whole document, about settings and about opening hours.

use crate::errors::Area;

pub(super) const WHOLE: Area = Area {
    document: str::to_owned,
    cases: &[
        ("5", "", "wrong_type", "expected an object, found `5`"),
        ("[]", "", "wrong_type", "expected an object, found `[…]`"),
        ("null", "", "wrong_type", "expected an object, found `null`"),
        ("{}", "groups", "missing_key", "this key is required"),
        (r#"{"groups": 5}"#, "groups", "wrong_type", "expected a list, found `5`"),
        (r#"{"groups": null}"#, "groups", "wrong_type", "expected a list, found `null`"),
        (r#"{"groups": {}}"#, "groups", "wrong_type", "expected a list, found `{…}`"),
        (
            r#"{"groups": [], "triger": []}"#,
            "triger",
            "unknown_key",
            "there is no key `triger` here; did you mean `triggers`?",
        ),
        (
            r#"{"groups": [], "groups": []}"#,
            "groups",
            "repeated_key",
            "the key `groups` stands here twice",
        ),
        (
            r#"{"groups": [], "a b": 1}"#,
            r#"["a b"]"#,
            "unknown_key",
            "there is no key `a b` here; there are `schema`, `version`, `languages`, `default_group`, \
             `picker`, `precedence`, `plan`, `away_after_missed`, `priority_seconds`, `roles`, `schedules`, `agents`, `groups`, `triggers`, \
             `expect` and `assertions`",
        ),
        (
            r#"{"picker": {"question": "Who?"}, "groups": [{"id": "a", "name": "A"},
                {"id": "b", "name": "B", "private": true}]}"#,
            "picker.question",
            "question_without_choice",
            "a question needs at least two groups that are not private to choose from",
        ),
    ],
};

pub(super) const SETTINGS: Area = Area {
    document: |part| {
        format!(
            r#"{{{part}, "groups": [{{"id": "sales", "name": "Sales"}}, {{"id": "help", "name": "Help"}},
                {{"id": "vip", "name": "VIP", "private": true}},
                {{"id": "old", "name": "Old", "enabled": false}}]}}"#
        )
    },
    cases: &[
        (r#""schema": 2"#, "schema", "unknown_schema", "this version reads schema 1, found `2`"),
        (r#""schema": true"#, "schema", "wrong_type", "expected a whole number, found `true`"),
        (
            r#""version": -1"#,
            "version",
            "out_of_range",
            "expected a whole number from 0, found `-1`",
        ),
        (
            r#""version": 1.5"#,
            "version",
            "out_of_range",
            "expected a whole number from 0, found `1.5`",
        ),
        (
            r#""version": null"#,
            "version",
            "wrong_type",
            "expected a whole number from 0, found `null`",
        ),
        (
            r#""languages": "fr""#,
            "languages",
            "wrong_type",
            "expected a list of language tags, found `\"fr\"`",
        ),
        (r#""languages": []"#, "languages", "empty", "`languages` must not be empty"),
        (
            r#""languages": ["fr", 5]"#,
            "languages[1]",
            "wrong_type",
            "expected a language tag, found `5`",
        ),
        (
            r#""languages": ["fr", "not a tag"]"#,
            "languages[1]",
            "invalid_language",
            "`not a tag` is not a language tag such as `fr` or `pt-BR`",
        ),
        (
            r#""default_group": 5"#,
            "default_group",
            "wrong_type",
            "expected a group code, found `5`",
        ),
        (
            r#""default_group": "sale""#,
            "default_group",
            "unknown_group",
            "there is no group `sale`; did you mean `sales`?",
        ),
        (
            r#""default_group": "old""#,
            "default_group",
            "default_group_disabled",
            "the default group `old` must not be disabled",
        ),
        (
            r#""default_group": "vip""#,
            "default_group",
            "default_group_private",
            "the default group `vip` must not be private",
        ),
        (r#""picker": "off""#, "picker", "wrong_type", "expected an object, found `\"off\"`"),
        (
            r#""picker": {"mode": "optionnal"}"#,
            "picker.mode",
            "unknown_word",
            "expected `off`, `optional` or `required`, found `optionnal`; did you mean `optional`?",
        ),
        (
            r#""picker": {"hide_unavailable": 1}"#,
            "picker.hide_unavailable",
            "wrong_type",
            "expected true or false, found `1`",
        ),
        (
            r#""picker": {"question": 5}"#,
            "picker.question",
            "wrong_type",
            "expected a text, or texts by language, found `5`",
        ),
        (
            r#""picker": {"question": {"fr": 5}}"#,
            "picker.question.fr",
            "wrong_type",
            "expected text, found `5`",
        ),
        (
            r#""picker": {"question": {"fr": "Où ?", "FR": "Qui ?"}}"#,
            "picker.question.FR",
            "repeated_key",
            "the key `FR` stands here twice",
        ),
        (
            r#""picker": {"hide": true}"#,
            "picker.hide",
            "unknown_key",
            "there is no key `hide` here; there are `mode`, `hide_unavailable` and `question`",
        ),
        (
            r#""precedence": "trigger""#,
            "precedence",
            "wrong_type",
            "expected a list of sources, found `\"trigger\"`",
        ),
        (r#""precedence": [5]"#, "precedence[0]", "wrong_type", "expected a source, found `5`"),
        (
            r#""precedence": ["default"]"#,
            "precedence[0]",
            "unknown_source",
            "there is no source `default`; the group of `default_group` comes after all sources by \
             itself; leave it out",
        ),
        (
            r#""precedence": ["trigger", "selektion"]"#,
            "precedence[1]",
            "unknown_source",
            "there is no source `selektion`; did you mean `selection`?",
        ),
        (
            r#""precedence": ["trigger", "selection", "trigger"]"#,
            "precedence[2]",
            "repeated_source",
            "the source `trigger` stands here twice",
        ),
        (
            r#""plan": {"max_agents": -3}"#,
            "plan.max_agents",
            "out_of_range",
            "expected a whole number from 0 to 4294967295, found `-3`",
        ),
        (
            r#""plan": {"max_groups": 4294967296}"#,
            "plan.max_groups",
            "out_of_range",
            "expected a whole number from 0 to 4294967295, found `4294967296`",
        ),
        (
            r#""plan": {"group_routing": "true"}"#,
            "plan.group_routing",
            "wrong_type",
            "expected true or false, found `\"true\"`",
        ),
        (
            r#""plan": {"group_routing": "no"}"#,
            "plan.group_routing",
            "wrong_type",
            "expected true or false, found `\"no\"`",
        ),
        (r#""roles": {}"#, "roles", "wrong_type", "expected a list, found `{…}`"),
        (r#""roles": [5]"#, "roles[0]", "wrong_type", "expected an object, found `5`"),
        (r#""roles": [{}]"#, "roles[0].id", "missing_key", "this key is required"),
        (
            r#""roles": [{"id": "admin"}]"#,
            "roles[0].id",
            "built_in_role",
            "the role `admin` is built in and cannot be redefined",
        ),
        (
            r#""roles": [{"id": "agent", "permissions": ["manage_groups"]}]"#,
            "roles[0].id",
            "built_in_role",
            "the role `agent` is built in and cannot be redefined",
        ),
        (
            r#""roles": [{"id": "a"}, {"id": "a"}]"#,
            "roles[1].id",
            "duplicate_id",
            "another role has the id `a`",
        ),
        (
            r#""roles": [{"id": "a b"}]"#,
            "roles[0].id",
            "invalid_id",
            "`a b` cannot be the id of the role: it takes 1 to 128 printable ASCII characters \
             without space and quotes",
        ),
        (
            r#""roles": [{"id": ""}]"#,
            "roles[0].id",
            "invalid_id",
            "the id of the role must not be empty",
        ),
        (
            r#""roles": [{"id": "a", "permissions": ["manage_group"]}]"#,
            "roles[0].permissions[0]",
            "unknown_permission",
            "there is no permission `manage_group`; did you mean `manage_groups`?",
        ),
        (
            r#""roles": [{"id": "a", "permissions": [true]}]"#,
            "roles[0].permissions[0]",
            "wrong_type",
            "expected a permission, found `true`",
        ),
    ],
};

pub(super) const SCHEDULES: Area = Area {
    document: |part| format!(r#"{{"schedules": [{part}], "groups": []}}"#),
    cases: &[
        ("5", "schedules[0]", "wrong_type", "expected an object, found `5`"),
        (r#"{"zone": "UTC"}"#, "schedules[0].id", "missing_key", "this key is required"),
        (r#"{"id": "s"}"#, "schedules[0].zone", "missing_key", "this key is required"),
        (
            r#"{"id": 7, "zone": "UTC"}"#,
            "schedules[0].id",
            "wrong_type",
            "expected an id, found `7`",
        ),
        (
            r#"{"id": "s\"", "zone": "UTC"}"#,
            "schedules[0].id",
            "invalid_id",
            "`s\"` cannot be the id of the schedule: it takes 1 to 128 printable ASCII characters \
             without space and quotes",
        ),
        (
            r#"{"id": "s", "zone": "UTC"}, {"id": "s", "zone": "UTC"}"#,
            "schedules[1].id",
            "duplicate_id",
            "another schedule has the id `s`",
        ),
        (
            r#"{"id": "s", "zone": "Europe/Pris"}"#,
            "schedules[0].zone",
            "unknown_zone",
            "there is no time zone `Europe/Pris`; did you mean `Europe/Paris`?",
        ),
        (
            r#"{"id": "s", "zone": "CET+1"}"#,
            "schedules[0].zone",
            "unknown_zone",
            "there is no time zone `CET+1`; a zone is written as `Europe/Paris` is",
        ),
        (
            r#"{"id": "", "zone": "UTC"}"#,
            "schedules[0].id",
            "invalid_id",
            "the id of the schedule must not be empty",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"monday": []}}"#,
            "schedules[0].weekly.monday",
            "unknown_key",
            "there is no key `monday` here; did you mean `mon`?",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"mo": []}}"#,
            "schedules[0].weekly.mo",
            "unknown_key",
            "there is no key `mo` here; did you mean `mon`?",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"mon": "09:00-18:00"}}"#,
            "schedules[0].weekly.mon",
            "wrong_type",
            "expected a list of spans, found `\"09:00-18:00\"`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"mon": ["09:00-10:00", 9]}}"#,
            "schedules[0].weekly.mon[1]",
            "wrong_type",
            "expected a span such as `09:00-18:00`, found `9`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"sun": ["9:00-18:00"]}}"#,
            "schedules[0].weekly.sun[0]",
            "invalid_span",
            "`9:00-18:00` is not a span of time: write it as `09:00-18:00`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"sun": ["09:00-24:01"]}}"#,
            "schedules[0].weekly.sun[0]",
            "invalid_span",
            "`09:00-24:01` is not a span of time: write it as `09:00-18:00`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"sun": ["24:00-06:00"]}}"#,
            "schedules[0].weekly.sun[0]",
            "invalid_span",
            "`24:00-06:00` is not a span of time: it starts at 24:00, write 00:00 of the next day",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "weekly": {"sun": ["09:00-09:00"]}}"#,
            "schedules[0].weekly.sun[0]",
            "invalid_span",
            "`09:00-09:00` is not a span of time: it starts when it ends; a whole day is \
             `00:00-24:00`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "exceptions": [{"spans": []}]}"#,
            "schedules[0].exceptions[0].date",
            "missing_key",
            "this key is required",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "exceptions": [{"date": "2026-12-25"}]}"#,
            "schedules[0].exceptions[0].spans",
            "missing_key",
            "this key is required",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "exceptions": [{"date": "2026-02-29", "spans": []}]}"#,
            "schedules[0].exceptions[0].date",
            "invalid_date",
            "`2026-02-29` is not a date such as `2026-12-25`",
        ),
        (
            r#"{"id": "s", "zone": "UTC", "exceptions": [{"date": "2026-12-25", "spans": []},
                {"date": "2026-12-25", "spans": ["09:00-12:00"]}]}"#,
            "schedules[0].exceptions[1].date",
            "repeated_date",
            "another exception has the date `2026-12-25`",
        ),
        (
            r#"{"id": "s", "zone": "UTC",
                "exceptions": [{"date": "2026-12-25", "spans": ["12:00-12:00"]}]}"#,
            "schedules[0].exceptions[0].spans[0]",
            "invalid_span",
            "`12:00-12:00` is not a span of time: it starts when it ends; a whole day is \
             `00:00-24:00`",
        ),
    ],
};
