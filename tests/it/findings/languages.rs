//! Languages that do not exist, or that are written as browsers do not.

use super::{NONE, finding, found, lines, none};

#[test]
fn a_language_that_does_not_exist() {
    let unknown = |tags: &str| {
        [format!("unknown_language [t] trigger `t`: there is no language {tags}")]
    };
    assert_eq!(found(r#"{"field": "language", "within": "gb"}"#), unknown("`gb`"));
    assert_eq!(
        found(r#"{"field": "language", "in": ["fr-FR", "jp-JP", "cz"]}"#),
        unknown("`jp-JP`, `cz`")
    );
    assert_eq!(found(r#"{"field": "language", "is": "french"}"#), unknown("`french`"));
    for fine in ["fr-FR", "FR_ca", "iw-IL", "gsw-CH", "x-private", "zh-Hant-TW"] {
        assert_eq!(found(&format!(r#"{{"field": "language", "is": "{fine}"}}"#)), NONE, "{fine}");
    }
    assert_eq!(
        lines(
            r#"{"languages": ["en", "jp"], "agents": [{"id": "x"}, {"id": "y"}],
            "groups": [{"id": "a", "name": {"en": "A", "jp": "A"}, "agents": "all"}]}"#
        ),
        [
            "unknown_language [] languages: there is no language `jp`",
            "unknown_language [a] group `a`: there is no language `jp`",
        ]
    );
    assert_eq!(
        lines(
            r#"{"agents": [{"id": "x", "languages": ["gb"]}],
            "groups": [{"id": "a", "name": "A", "agents": "all"}]}"#
        )[1],
        "unknown_language [x] agent `x`: there is no language `gb`"
    );
}

#[test]
fn a_language_alone_leaves_out_its_regions() {
    let of = |when: &str| finding("language_without_regions", when);
    assert_eq!(
        of(r#"{"field": "language", "is": "fr"}"#),
        "`language is \"fr\"` leaves out the regions, which most browsers send, as in `fr-CA`; what was \
         meant may be `language within \"fr\"`"
    );
    assert_eq!(
        of(r#"{"field": "language", "in": ["fr", "de-AT", "en", "pt"], "if_unknown": true}"#),
        "`language in [\"fr\"]` leaves out the regions, which most browsers send, as in `fr-CA` (and 2 more \
         of the list); what was meant may be `language is \"de-AT\" (true if unknown) or language within \
         \"fr\" (true if unknown) or language within \"en\" (true if unknown) or language within \"pt\" \
         (true if unknown)`"
    );
    assert!(of(r#"{"field": "language", "is": "gsw"}"#).contains("language within \"gsw\""));
    none(&[
        r#"{"field": "language", "within": "fr"}"#,
        r#"{"field": "language", "is": "fr-CA"}"#,
        r#"{"field": "language", "in": ["fr-CA", "zh-Hant"]}"#,
        r#"{"field": "language", "is": "x-private"}"#,
        r#"{"field": "attribute.language", "is": "fr"}"#,
        r#"{"field": "page.query.lang", "is": "fr"}"#,
    ]);
}

#[test]
fn a_code_of_three_letters_where_there_is_one_of_two() {
    let of = |when: &str| finding("long_language_code", when);
    let long = |code: &str, meant: &str| {
        format!(
            "browsers send languages by their codes of two letters, not `{code}`; what was meant may be \
             `{meant}`"
        )
    };
    assert_eq!(
        of(r#"{"field": "language", "within": "fra"}"#),
        long("fra", r#"language within "fr""#)
    );
    assert_eq!(of(r#"{"field": "language", "is": "ger"}"#), long("ger", r#"language within "de""#));
    assert_eq!(
        of(r#"{"field": "language", "is": "deu-AT"}"#),
        long("deu-AT", r#"language is "de-AT""#)
    );
    assert_eq!(
        of(r#"{"field": "language", "in": ["fr", "de-AT", "eng"]}"#),
        long("eng", r#"language is "de-AT" or language within "fr" or language within "en""#)
    );
    none(&[
        r#"{"field": "language", "within": "fr"}"#,
        r#"{"field": "language", "within": "fil"}"#,
        r#"{"field": "language", "within": "gsw"}"#,
    ]);
    // Wherever languages stand.
    assert_eq!(
        lines(
            r#"{"languages": ["eng", "fr"], "agents": [{"id": "x"}],
            "groups": [{"id": "a", "name": {"eng": "A", "fr": "A"}, "agents": "all"}]}"#
        ),
        [
            "long_language_code [] languages: browsers send languages by their codes of two letters, not \
             `eng`; what was meant may be `en`",
            "long_language_code [a] group `a`: browsers send languages by their codes of two letters, not \
             `eng`; what was meant may be `en`",
        ]
    );
}

#[test]
fn a_region_of_a_tag_that_does_not_exist() {
    assert_eq!(
        found(r#"{"field": "language", "within": "en-UK"}"#),
        ["unknown_country [t] trigger `t`: there is no country `UK`; what was meant may be `language within \
          \"en-GB\"`"]
    );
    assert_eq!(
        found(r#"{"field": "language", "in": ["en-EN", "en_UK", "fr-FR"]}"#),
        ["unknown_country [t] trigger `t`: there is no country `EN`, `UK`"]
    );
    assert_eq!(
        lines(
            r#"{"languages": ["fr", "en-UK"], "agents": [{"id": "x"}],
            "groups": [{"id": "a", "name": {"fr": "A", "en": "A"}, "agents": "all"}]}"#
        ),
        ["unknown_country [] languages: there is no country `UK`; what was meant may be `en-GB`"]
    );
    none(&[
        r#"{"field": "language", "within": "en-GB"}"#,
        r#"{"field": "language", "within": "es-419"}"#,
        r#"{"field": "language", "within": "zh-Hant-TW"}"#,
        r#"{"field": "language", "within": "sr-CS"}"#,
    ]);
}
