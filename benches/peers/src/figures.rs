//! Figures as people read them.

/// Nanoseconds: milliseconds where it is millions.
pub fn nanos(value: f64) -> String {
    if value >= 1e6 { format!("{:.1} ms", value / 1e6) } else { plain(value) }
}

/// With decimals where it is small, else whole with groups of three.
pub fn plain(value: f64) -> String {
    match value {
        value if value.is_nan() => "-".into(),
        value if value.abs() < 10.0 => format!("{value:.2}"),
        value if value.abs() < 100.0 => format!("{value:.1}"),
        value => grouped(value),
    }
}

/// Whole, with groups of three.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_readable() {
        assert_eq!(nanos(1.384), "1.38");
        assert_eq!(nanos(17.84), "17.8");
        assert_eq!(nanos(1_350.0), "1,350");
        assert_eq!(nanos(502_682.4), "502,682");
        assert_eq!(nanos(11_800_000.0), "11.8 ms");
        assert_eq!(plain(11_800_000.0), "11,800,000");
        assert_eq!(plain(f64::NAN), "-");
    }
}
