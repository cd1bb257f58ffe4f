//! A list for each day of a week. Days with equal lists share one, because most days of a week are equal.

use std::fmt;

/// A list for each day of the week, Monday first.
#[derive(Clone)]
pub(super) struct Week<T> {
    /// The different lists that are not empty.
    lists: Box<[Box<[T]>]>,
    /// For each day the number of its list, from 1; 0 for an empty list.
    days: [u8; 7],
}

impl<T> Default for Week<T> {
    fn default() -> Self {
        Self { lists: Box::default(), days: [0; 7] }
    }
}

impl<T: PartialEq> Week<T> {
    /// Returns the list of a day.
    pub(super) fn on(&self, day: usize) -> &[T] {
        let list = self.days.get(day).and_then(|list| usize::from(*list).checked_sub(1));
        list.and_then(|list| self.lists.get(list)).map_or(&[], |list| list)
    }

    /// Returns the list of each day.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.days.len()).map(|day| self.on(day))
    }

    pub(super) fn set(&mut self, day: usize, list: Vec<T>) {
        let Some(before) = self.days.get_mut(day).map(std::mem::take) else {
            return;
        };
        // The day's own number was taken above, so any occurrence that is left is of another day.
        let is_gone = before > 0 && !self.days.contains(&before);
        let mut lists = std::mem::take(&mut self.lists).into_vec();
        if is_gone {
            lists.remove(usize::from(before) - 1);
            for number in &mut self.days {
                // Numbers after the removed list move down by one.
                *number -= u8::from(*number > before);
            }
        }
        if !list.is_empty() {
            let known = lists.iter().position(|known| **known == *list);
            let index = known.unwrap_or_else(|| {
                lists.push(list.into());
                lists.len() - 1
            });
            if let (Some(number), Ok(index)) = (self.days.get_mut(day), u8::try_from(index)) {
                *number = index + 1;
            }
        }
        self.lists = lists.into();
    }
}

/// Two weeks are equal if each day has equal lists.
impl<T: PartialEq> PartialEq for Week<T> {
    fn eq(&self, other: &Self) -> bool {
        // By day and not by representation: the order of the lists depends on the order of the
        // calls.
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Week<T> {}

impl<T: PartialEq + fmt::Debug> fmt::Debug for Week<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(week: &Week<u8>) -> Vec<Vec<u8>> {
        week.iter().map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn days_with_the_same_share_it() {
        let mut week = Week::default();
        (0..5).for_each(|day| week.set(day, vec![1, 2]));
        week.set(5, vec![3]);
        assert_eq!(week.lists.len(), 2);
        let open = vec![1, 2];
        let expected = [&open, &open, &open, &open, &open, &vec![3], &vec![]];
        assert!(days(&week).iter().eq(expected));
        assert_eq!(format!("{week:?}"), "[[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [3], []]");
        assert_eq!((week.on(5), week.on(7)), (&[3][..], &[][..]));
    }

    #[test]
    fn what_no_day_has_is_gone() {
        let mut week = Week::default();
        week.set(0, vec![1]);
        week.set(1, vec![2]);
        week.set(2, vec![1]);
        week.set(0, vec![]);
        assert_eq!(days(&week), [vec![], vec![2], vec![1], vec![], vec![], vec![], vec![]]);
        week.set(2, vec![2]);
        assert_eq!(*week.lists, [[2].into()]);
        assert_eq!(days(&week), [vec![], vec![2], vec![2], vec![], vec![], vec![], vec![]]);
        week.set(7, vec![9]);
        assert_eq!(week.lists.len(), 1);
    }

    #[test]
    fn weeks_are_equal_whatever_was_set_first() {
        let (mut one, mut other) = (Week::default(), Week::default());
        one.set(0, vec![1]);
        one.set(6, vec![2]);
        other.set(6, vec![2]);
        assert_ne!(one, other);
        other.set(0, vec![1]);
        assert_eq!(one, other);
    }
}
