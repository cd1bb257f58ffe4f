//! A target: a figure with the bound that it should keep.

#[derive(Clone, Copy)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// A figure with the bound that it should keep.
pub struct Target {
    pub what: String,
    pub bound: Bound,
    pub found: f64,
}

impl Target {
    /// At least one if the target is met, otherwise the share that is reached.
    pub fn share(&self) -> f64 {
        match self.bound {
            Bound::AtLeast(least) => self.found / least,
            Bound::AtMost(most) if self.found <= most => 1.0,
            Bound::AtMost(most) => most / self.found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_how_much_is_missing() {
        let share = |bound, found| Target { what: String::new(), bound, found }.share();
        assert_eq!(share(Bound::AtLeast(70.0), 35.0), 0.5);
        assert_eq!(share(Bound::AtLeast(70.0), 140.0), 2.0);
        assert_eq!(share(Bound::AtMost(2.0), 4.0), 0.5);
        assert_eq!(share(Bound::AtMost(0.0), 0.0), 1.0);
        assert_eq!(share(Bound::AtMost(0.0), 0.5), 0.0);
    }
}
