//! The codes of existing countries and languages.
//!
//! A missing code may still be meant, because codes change every few years. These lists are
//! therefore used only for findings, never for errors.

/// Returns `true` if a two-letter country code exists, in any letter case: one of the 249 codes of
/// ISO 3166-1 as of 2026, or `XK`, a user-assigned code that is in common use for Kosovo.
pub(super) fn is_country(code: &str) -> bool {
    contains_word(COUNTRIES, &code.to_ascii_uppercase()) || code.eq_ignore_ascii_case("XK")
}

/// Returns `true` if the language of a tag exists.
///
/// The two-letter codes are the 190 codes of ISO 639-1 and of the IANA registry of subtags,
/// including withdrawn ones (`iw`, `in`), which some browsers still send. Three-letter codes count
/// as existing: there are over 8,000, and new ones every year. Private (`x-`) and grandfathered
/// (`i-`) tags have no language to check. A language of four letters and more has never been
/// registered.
pub(super) fn is_language(tag: &str) -> bool {
    let language = tag.split(['-', '_']).next().unwrap_or(tag);
    match language.len() {
        1 | 3 => true,
        2 => contains_word(LANGUAGES, &language.to_ascii_lowercase()),
        _ => false,
    }
}

/// Returns the two-letter code of a tag's language if the tag has a three-letter code (ISO 639-2,
/// bibliographic or terminological): `fr` for `fra` and for `fre`. BCP 47 allows only the short
/// code.
pub(super) fn short_language(tag: &str) -> Option<&'static str> {
    let language = tag.split(['-', '_']).next().unwrap_or(tag);
    if language.len() != 3 {
        return None;
    }
    let long = language.to_ascii_lowercase();
    find_by_prefix(LONG_LANGUAGES, 5, &long)?.get(3..)
}

/// Returns `true` if the two-letter region of a language tag exists. The IANA registry also
/// contains the codes of former countries, which old systems still send, codes that ISO has
/// reserved, and private codes.
pub(super) fn is_region_subtag(region: &str) -> bool {
    const WITHDRAWN: &str = "AN BU CS DD FX NT SU TP YD YU ZR";
    const RESERVED: &str = "AC CP CQ DG EA EU EZ IC TA UN";
    let region = region.to_ascii_uppercase();
    let is_private = region.starts_with(['Q', 'X']) || matches!(region.as_str(), "AA" | "ZZ");
    is_country(&region)
        || contains_word(WITHDRAWN, &region)
        || contains_word(RESERVED, &region)
        || is_private
}

/// Returns the ISO 3166-1 code that corresponds to a code in common use: that of the United Kingdom
/// (`UK`), and that of Greece in the European Union (`EL`).
pub(super) fn iso_country(code: &str) -> Option<&'static str> {
    match code.to_ascii_uppercase().as_str() {
        "UK" => Some("GB"),
        "EL" => Some("GR"),
        _ => None,
    }
}

/// Returns `true` if a list of two-letter words contains a word.
fn contains_word(words: &'static str, word: &str) -> bool {
    word.len() == 2 && find_by_prefix(words, 2, word).is_some()
}

/// Finds the word of a list that starts with some letters. The words are sorted, separated by
/// spaces, and each `length` bytes long, so a binary search needs no further table. A linear search
/// took 5,000 instructions for each byte of a list of tags.
fn find_by_prefix(words: &'static str, length: usize, start: &str) -> Option<&'static str> {
    let word = |n: usize| words.get(n * (length + 1)..)?.get(..length);
    let (mut low, mut high) = (0, (words.len() + 1) / (length + 1));
    while low < high {
        let middle = low.midpoint(high);
        if word(middle)? < start {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    word(low).filter(|word| word.starts_with(start))
}

const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO \
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ \
    DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP \
    GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG \
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML \
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE \
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL \
    SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM \
    US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu \
    cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi \
    ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km \
    kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na \
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd \
    se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw \
    ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Three-letter codes, each followed by its two-letter code.
const LONG_LANGUAGES: &str = "aaraa abkab afraf akaak albsq amham araar argan armhy asmas avaav aveae aymay azeaz \
    bakba bambm baqeu belbe benbn bisbi bodbo bosbs brebr bulbg burmy catca cescs chach \
    chece chizh chucu chvcv corkw cosco crecr cymcy czecs danda deude divdv dutnl dzodz \
    ellel engen epoeo estet euseu eweee faofo fasfa fijfj finfi frafr frefr fryfy fulff \
    geoka gerde glagd glega glggl glvgv greel grngn gujgu hatht hauha hebhe herhz hinhi \
    hmoho hrvhr hunhu hyehy iboig iceis idoio iiiii ikuiu ileie inaia indid ipkik islis \
    itait javjv jpnja kalkl kankn kasks katka kaukr kazkk khmkm kikki kinrw kirky komkv \
    konkg korko kuakj kurku laolo latla lavlv limli linln litlt ltzlb lublu luglg macmk \
    mahmh malml maomi marmr mayms mkdmk mlgmg mltmt monmn mrimi msams myamy nauna navnv \
    nblnr ndend ndong nepne nldnl nnonn nobnb norno nyany ocioc ojioj orior ormom ossos \
    panpa perfa plipi polpl porpt pusps quequ rohrm ronro rumro runrn rusru sagsg sansa \
    sinsi slksk slosk slvsl smese smosm snasn sndsd somso sotst spaes sqisq srdsc srpsr \
    sswss sunsu swasw swesv tahty tamta tattt telte tgktg tgltl thath tibbo tirti tonto \
    tsntn tsots tuktk turtr twitw uigug ukruk urdur uzbuz venve vievi volvo welcy wlnwa \
    wolwo xhoxh yidyi yoryo zhaza zhozh zulzu";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole_and_in_order() {
        for (words, count) in [(COUNTRIES, 249), (LANGUAGES, 190)] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(words.len(), count);
            assert!(words.is_sorted_by(|one, next| one < next), "{words:?}");
            assert!(words.iter().all(|word| word.len() == 2), "{words:?}");
        }
    }

    #[test]
    fn countries_and_languages_that_exist_are_told_from_those_that_do_not() {
        assert!(["FR", "fr", "ZW", "AD", "XK", "gb"].into_iter().all(is_country));
        assert!(!["UK", "EN", "XX", "EU", "", "FRA"].into_iter().any(is_country));
        assert!(
            ["fr", "FR-ca", "zu", "iw", "gsw", "x-private", "i-klingon"]
                .into_iter()
                .all(is_language)
        );
        assert!(!["gb", "xx-FR", "french", ""].into_iter().any(is_language));
    }

    #[test]
    fn long_codes_lead_to_languages_that_exist() {
        let words: Vec<&str> = LONG_LANGUAGES.split(' ').collect();
        assert_eq!(words.len(), 203);
        let codes: Vec<(&str, &str)> = words.iter().map(|word| word.split_at(3)).collect();
        assert!(codes.is_sorted_by(|(one, _), (next, _)| one < next), "{words:?}");
        assert!(codes.iter().all(|(_, short)| short.len() == 2 && is_language(short)), "{words:?}");
        for (tag, short) in
            [("fra", "fr"), ("FRE-CA", "fr"), ("deu_AT", "de"), ("ger", "de"), ("zho", "zh")]
        {
            assert_eq!(short_language(tag), Some(short), "{tag}");
        }
        for tag in ["fr", "gsw", "fil", "haw", "", "french", "x-fra"] {
            assert_eq!(short_language(tag), None, "{tag}");
        }
    }

    #[test]
    fn regions_of_tags_may_be_of_yesterday() {
        assert!(["GB", "fr", "CS", "XK", "ZZ", "EU"].into_iter().all(is_region_subtag));
        assert!(!["UK", "EN"].into_iter().any(is_region_subtag));
        assert_eq!((iso_country("uk"), iso_country("EL")), (Some("GB"), Some("GR")));
        assert_eq!((iso_country("EU"), iso_country("GB")), (None, None));
    }
}
