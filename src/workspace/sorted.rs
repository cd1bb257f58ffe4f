//! Look-up by id in a list, without storing the ids a second time.

/// The indices of a list, sorted by the ids of its items. Among equal ids the lowest index is
/// first.
#[derive(Clone, Debug)]
pub(super) struct SortedIds(Box<[u32]>);

impl SortedIds {
    pub(super) fn by_id<'l, T>(list: &'l [T], id: impl Fn(&'l T) -> &'l str) -> Self {
        let mut places: Vec<u32> = (0..).take(list.len()).collect();
        let id = |place: &u32| list.get(*place as usize).map_or("", &id);
        places.sort_unstable_by(|one, other| id(one).cmp(id(other)).then(one.cmp(other)));
        Self(places.into())
    }

    /// Returns the first index with an id, by binary search.
    pub(super) fn find<'l, T>(
        &self,
        wanted: &str,
        list: &'l [T],
        id: impl Fn(&'l T) -> &'l str,
    ) -> Option<usize> {
        let id_at = |place: &u32| list.get(*place as usize).map(&id);
        let found = self.0.partition_point(|place| id_at(place) < Some(wanted));
        let place = self.0.get(found).filter(|place| id_at(place) == Some(wanted))?;
        Some(*place as usize)
    }

    /// Returns the indices, in the order of the ids.
    pub(super) fn positions(&self) -> &[u32] {
        &self.0
    }
}
