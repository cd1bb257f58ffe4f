//! Holds what an index takes to what trying each trigger takes (rule L1): a path `NAME-of-N` decides among N
//! triggers, and 40 are tried one by one.

use crate::baseline::Baseline;

/// How many times as long as trying each a decision may take.
const MOST: f64 = 1.2;

const TRIED_ONE_BY_ONE: f64 = 40.0;

/// The paths that take longer, each with the ratio.
pub fn slower_than_trying_each(counts: &Baseline) -> Vec<String> {
    let slower = counts.iter().filter_map(|(name, count)| {
        let (set, triggers) = name.rsplit_once("-of-")?;
        let tried = counts.count(&format!("{set}-of-{TRIED_ONE_BY_ONE}"))?;
        let each = tried / TRIED_ONE_BY_ONE * triggers.parse::<f64>().ok()?;
        let ratio = count / each;
        (ratio > MOST).then(|| format!("{name} takes {ratio:.2} times what trying each takes"))
    });
    slower.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_longer_than_trying_each_is_named() {
        let counts = |large: f64| {
            let count = |name: &str, count| (name.to_owned(), count);
            let counts = vec![
                count("title-of-40", 4_000.0),
                count("title-of-1000", large),
                count("url-of-100", 1e9),
                count("status-of-10000", 1e9),
                count("route-20", 1e9),
            ];
            Baseline::new(String::new(), counts)
        };
        assert!(slower_than_trying_each(&counts(119_000.0)).is_empty());
        assert_eq!(
            slower_than_trying_each(&counts(130_000.0)),
            ["title-of-1000 takes 1.30 times what trying each takes"]
        );
    }
}
