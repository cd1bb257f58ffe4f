//! Names that people write instead of a zone of the IANA time zone database.

use crate::vocabulary::{Alias, alias, answer, matches_spelling, spelling_key};

/// What is correct for a text that is not a zone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ZoneAnswer {
    /// A zone.
    Zone(String),
    /// Advice in words.
    Advice(String),
}

/// Abbreviations with zones that use them. No abbreviation is answered with one zone: several zones share it, or it
/// holds for half of the year only.
static ABBREVIATIONS: &[Alias<&'static str>] = &[
    alias("ist", "Asia/Kolkata Europe/Dublin Asia/Jerusalem"),
    alias("cest mesz", "Europe/Paris Europe/Berlin Europe/Madrid"),
    alias("mez hec", "Europe/Berlin Europe/Paris Europe/Vienna"),
    alias("west", "Europe/Lisbon Atlantic/Canary"),
    alias("eest", "Europe/Athens Europe/Helsinki Europe/Kyiv"),
    alias("bst", "Europe/London Asia/Dhaka"),
    alias("pst pt", "America/Los_Angeles America/Vancouver Asia/Manila"),
    alias("pdt", "America/Los_Angeles America/Vancouver America/Tijuana"),
    alias("edt et", "America/New_York America/Toronto America/Detroit"),
    alias("cst ct", "America/Chicago Asia/Shanghai America/Havana"),
    alias("cdt", "America/Chicago America/Winnipeg America/Havana"),
    alias("mdt mt", "America/Denver America/Edmonton America/Boise"),
    alias("akst akdt", "America/Anchorage America/Juneau"),
    alias("hdt hadt hast", "America/Adak Pacific/Honolulu"),
    alias("ast adt", "America/Halifax America/Puerto_Rico Asia/Riyadh"),
    alias("nst ndt", "America/St_Johns"),
    alias("brt brst", "America/Sao_Paulo America/Fortaleza"),
    alias("art", "America/Argentina/Buenos_Aires"),
    alias("clt clst", "America/Santiago"),
    alias("cot", "America/Bogota"),
    alias("pet", "America/Lima"),
    alias("msk msd", "Europe/Moscow"),
    alias("trt", "Europe/Istanbul"),
    alias("sast", "Africa/Johannesburg"),
    alias("cat", "Africa/Maputo Africa/Harare Africa/Lusaka"),
    alias("eat", "Africa/Nairobi Africa/Addis_Ababa"),
    alias("wat", "Africa/Lagos Africa/Kinshasa"),
    alias("gst", "Asia/Dubai Atlantic/South_Georgia"),
    alias("pkt", "Asia/Karachi"),
    alias("npt", "Asia/Kathmandu"),
    alias("ict", "Asia/Bangkok Asia/Ho_Chi_Minh"),
    alias("wib", "Asia/Jakarta"),
    alias("sgt", "Asia/Singapore"),
    alias("myt", "Asia/Kuala_Lumpur"),
    alias("hkt", "Asia/Hong_Kong"),
    alias("pht", "Asia/Manila"),
    alias("jst", "Asia/Tokyo"),
    alias("kst", "Asia/Seoul"),
    alias("aest aedt", "Australia/Sydney Australia/Melbourne Australia/Brisbane"),
    alias("acst acdt", "Australia/Adelaide Australia/Darwin"),
    alias("awst", "Australia/Perth"),
    alias("nzst nzdt", "Pacific/Auckland"),
    alias("sst", "Pacific/Pago_Pago Asia/Singapore"),
];

/// Names of zones in other systems (Windows, Ruby on Rails) and names of countries and cities, each with its zone.
static NAMES: &[Alias<&'static str>] = &[
    alias("z zulu_time utc_time coordinated_universal_time universal_time gmt_utc", "UTC"),
    alias(
        "eastern eastern_time eastern_standard_time us_eastern_time eastern_time_us_canada",
        "America/New_York",
    ),
    alias(
        "central central_time central_standard_time us_central_time central_time_us_canada",
        "America/Chicago",
    ),
    alias(
        "mountain mountain_time mountain_standard_time us_mountain_time \
         mountain_time_us_canada",
        "America/Denver",
    ),
    alias(
        "pacific pacific_time pacific_standard_time us_pacific_time pacific_time_us_canada",
        "America/Los_Angeles",
    ),
    alias("alaskan_standard_time alaska_time", "America/Anchorage"),
    alias("hawaiian_standard_time hawaii hawaii_time", "Pacific/Honolulu"),
    alias("atlantic_standard_time atlantic_time atlantic_time_canada", "America/Halifax"),
    alias("newfoundland_standard_time newfoundland_time", "America/St_Johns"),
    alias(
        "gmt_standard_time uk gb england united_kingdom great_britain britain british_time",
        "Europe/London",
    ),
    alias("greenwich_standard_time", "Atlantic/Reykjavik"),
    alias("romance_standard_time france french_time", "Europe/Paris"),
    alias("w_europe_standard_time germany deutschland", "Europe/Berlin"),
    alias("central_europe_standard_time", "Europe/Budapest"),
    alias("central_european_standard_time", "Europe/Warsaw"),
    alias("central_european_time central_europe_time", "Europe/Paris"),
    alias("e_europe_standard_time", "Europe/Chisinau"),
    alias("fle_standard_time", "Europe/Kyiv"),
    alias("gtb_standard_time", "Europe/Bucharest"),
    alias("russian_standard_time", "Europe/Moscow"),
    alias("turkey_standard_time", "Europe/Istanbul"),
    alias("israel_standard_time", "Asia/Jerusalem"),
    alias("egypt_standard_time", "Africa/Cairo"),
    alias("south_africa_standard_time", "Africa/Johannesburg"),
    alias("e_africa_standard_time", "Africa/Nairobi"),
    alias("morocco_standard_time morocco", "Africa/Casablanca"),
    alias("arabian_standard_time", "Asia/Dubai"),
    alias("arab_standard_time", "Asia/Riyadh"),
    alias("india_standard_time india mumbai new_delhi delhi bangalore chennai", "Asia/Kolkata"),
    alias("pakistan_standard_time", "Asia/Karachi"),
    alias("china_standard_time china beijing", "Asia/Shanghai"),
    alias("singapore_standard_time", "Asia/Singapore"),
    alias("se_asia_standard_time", "Asia/Bangkok"),
    alias("tokyo_standard_time osaka", "Asia/Tokyo"),
    alias("korea_standard_time", "Asia/Seoul"),
    alias("taipei_standard_time taiwan", "Asia/Taipei"),
    alias("aus_eastern_standard_time canberra", "Australia/Sydney"),
    alias("e_australia_standard_time", "Australia/Brisbane"),
    alias("w_australia_standard_time", "Australia/Perth"),
    alias("cen_australia_standard_time", "Australia/Adelaide"),
    alias("new_zealand_standard_time new_zealand wellington", "Pacific/Auckland"),
    alias("e_south_america_standard_time brasilia brazil_time rio_de_janeiro", "America/Sao_Paulo"),
    alias("argentina_standard_time argentina", "America/Argentina/Buenos_Aires"),
    alias("sa_pacific_standard_time", "America/Bogota"),
    alias("pacific_sa_standard_time", "America/Santiago"),
    alias("spain espana barcelona", "Europe/Madrid"),
    alias("italy italia milan", "Europe/Rome"),
    alias("belgium", "Europe/Brussels"),
    alias("netherlands", "Europe/Amsterdam"),
    alias("switzerland geneva bern", "Europe/Zurich"),
    alias("austria", "Europe/Vienna"),
    alias("sweden", "Europe/Stockholm"),
    alias("norway", "Europe/Oslo"),
    alias("denmark", "Europe/Copenhagen"),
    alias("finland", "Europe/Helsinki"),
    alias("greece", "Europe/Athens"),
    alias("lyon marseille lille nice toulouse nantes bordeaux", "Europe/Paris"),
    alias("munich frankfurt hamburg cologne", "Europe/Berlin"),
    alias("edinburgh manchester glasgow", "Europe/London"),
    alias("san_francisco seattle california", "America/Los_Angeles"),
    alias("washington boston miami atlanta philadelphia washington_dc", "America/New_York"),
    alias("montreal ottawa quebec", "America/Toronto"),
    alias("dallas houston austin", "America/Chicago"),
];

/// Words for the zone of the reader. They cannot be answered with a zone, because a document must have one meaning
/// everywhere.
const LOCAL: &str =
    "local system auto automatic default browser server visitor none local_time localtime";

/// Offsets in minutes that are not a whole number of hours, each with a zone that has it all year or in standard time.
const PARTS_OF_HOURS: [(i32, &str); 10] = [
    (-570, "Pacific/Marquesas"),
    (-210, "America/St_Johns"),
    (210, "Asia/Tehran"),
    (270, "Asia/Kabul"),
    (330, "Asia/Kolkata"),
    (345, "Asia/Kathmandu"),
    (390, "Asia/Yangon"),
    (525, "Australia/Eucla"),
    (570, "Australia/Darwin"),
    (765, "Pacific/Chatham"),
];

/// Returns what is correct for a text that is not a zone, if it is known. `names` are the names of all zones.
pub(crate) fn answer_zone<'z>(
    found: &str,
    names: impl Iterator<Item = &'z str>,
) -> Option<ZoneAnswer> {
    // Offsets come first: the spelling key of `UTC+2` has no sign, so a table could not tell it from `UTC-2`.
    if let Some(minutes) = offset_minutes(found) {
        return Some(of_offset(found, minutes));
    }
    if let Some(zones) = answer(ABBREVIATIONS, found) {
        let zones: Vec<String> = zones.split(' ').map(|zone| format!("`{zone}`")).collect();
        let zones = match &zones[..] {
            [zone] => format!("name the place, as {zone}"),
            [before @ .., last] => {
                format!("name the place: {} and {last} use it", before.join(", "))
            }
            [] => return None,
        };
        return Some(ZoneAnswer::Advice(format!("an abbreviation is no one zone, {zones}")));
    }
    let word = spelling_key(found)?;
    if LOCAL.split(' ').any(|local| matches_spelling(&word, local)) {
        let advice = "the same document must be read alike everywhere; name the zone of the office";
        return Some(ZoneAnswer::Advice(advice.to_owned()));
    }
    // A city alone, if exactly one zone has its name.
    // The part after the last slash: `America/Argentina/Ushuaia` is the zone of Ushuaia.
    let mut of_city = names.filter(|name| {
        let city = name.rsplit_once('/').map(|(_, city)| city);
        city.is_some_and(|city| spelling_key(city).is_some_and(|city| city == word))
    });
    match (of_city.next(), of_city.next()) {
        (Some(zone), None) => Some(ZoneAnswer::Zone(zone.to_owned())),
        (Some(zone), Some(other)) => {
            let advice =
                format!("several zones are called after it, such as `{zone}` and `{other}`");
            Some(ZoneAnswer::Advice(advice))
        }
        // The table comes last, so a city of the database wins over a name of the table.
        _ => answer(NAMES, found).map(|zone| ZoneAnswer::Zone((*zone).to_owned())),
    }
}

/// Reads an offset such as `UTC+2`, `GMT-05:00` or `+0530`. Returns the minutes ahead of UTC.
fn offset_minutes(text: &str) -> Option<i32> {
    let text = text.trim().trim_matches(['(', ')']).to_ascii_uppercase().replace('−', "-");
    let text = text.strip_prefix("ETC/").unwrap_or(&text);
    let named = ["UTC", "GMT", "UCT", "Z"].iter().find_map(|name| text.strip_prefix(name));
    let rest = named.unwrap_or(text).trim_start();
    let (sign, digits) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (_, Some(digits)) => (-1, digits),
        _ => return None,
    };
    let digits = digits.trim_start();
    let (hours, minutes) = match digits.split_once([':', '.', 'H']) {
        Some((hours, minutes)) => (hours, minutes),
        // Without a separator the last two digits are the minutes: `530` is 5:30.
        None => match (digits.len(), digits.is_ascii()) {
            (3 | 4, true) => digits.split_at_checked(digits.len() - 2)?,
            _ => (digits, "0"),
        },
    };
    let number = |text: &str| -> Option<i32> {
        let is_number = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    // The largest offset of the database is 14 hours (Pacific/Kiritimati).
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Returns the advice for an offset. Zones of the database with an offset in their name have the sign of POSIX:
/// `Etc/GMT-2` is two hours ahead of UTC.
fn of_offset(found: &str, minutes: i32) -> ZoneAnswer {
    if minutes == 0 {
        return ZoneAnswer::Zone("UTC".to_owned());
    }
    let hours = (minutes / 60).abs();
    let (direction, sign) = if minutes > 0 { ("ahead of", '-') } else { ("behind", '+') };
    let advice = "an offset does not know summer time, name the place, as `Europe/Paris`";
    // The author of `Etc/GMT-2` may have meant either sign, so no zone with an offset is proposed.
    let is_posix =
        found.trim_start().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("etc/"));
    let known = PARTS_OF_HOURS.iter().find(|(known, _)| *known == minutes);
    ZoneAnswer::Advice(match known {
        Some((_, zone)) => format!("{advice} or `{zone}`"),
        None if minutes % 60 != 0 || is_posix || (minutes < 0 && hours > 12) => advice.to_owned(),
        None => {
            let unit = if hours == 1 { "hour" } else { "hours" };
            format!("{advice}; {hours} {unit} {direction} UTC all year is `Etc/GMT{sign}{hours}`")
        }
    })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZoneDatabase;

    use super::*;

    fn is_zone(name: &str) -> bool {
        TimeZoneDatabase::bundled().get(name).is_ok()
    }

    #[test]
    fn every_zone_of_the_tables_is_one_and_no_word_of_them_is() {
        let zones = ABBREVIATIONS.iter().chain(NAMES).flat_map(|alias| alias.answer.split(' '));
        let of_parts = PARTS_OF_HOURS.iter().map(|(_, zone)| *zone);
        for zone in zones.chain(of_parts).chain(["UTC", "Europe/Paris"]) {
            assert!(is_zone(zone), "{zone}");
        }
        for hours in -12..=14_i32 {
            if let ZoneAnswer::Advice(advice) = of_offset("UTC", hours * 60) {
                let zones: Vec<&str> = advice.split('`').skip(1).step_by(2).collect();
                assert!(zones.len() == 2 && zones.into_iter().all(is_zone), "{advice}");
            }
        }
        for abbreviation in ABBREVIATIONS.iter().flat_map(|alias| alias.spellings.split(' ')) {
            assert!(!is_zone(abbreviation), "{abbreviation}");
        }
    }

    #[test]
    fn offsets_are_read_whatever_they_look_like() {
        for (text, minutes) in [
            ("UTC+2", Some(120)),
            ("GMT-05:00", Some(-300)),
            ("+0530", Some(330)),
            ("utc + 5:30", Some(330)),
            ("(GMT+01:00)", Some(60)),
            ("UCT+1", Some(60)),
            ("Z+0", Some(0)),
            ("\u{2212}03:00", Some(-180)),
            ("UTC\u{2212}3", Some(-180)),
            ("CET+1", None),
            ("+25", None),
            ("UTC", None),
            ("Europe/Paris", None),
            ("+", None),
            ("-é", None),
        ] {
            assert_eq!(offset_minutes(text), minutes, "{text}");
        }
    }
}
