//! Look-up by id in a list, without storing the ids a second time.

/// The indices of a list, sorted by the ids of its items. Among equal ids the lowest index is
/// first.
#[derive(Clone, Debug)]
pub(super) struct SortedIds(Box<[u32]>);

impl SortedIds {
    pub(super) fn by_id<'l, T>(list: &'l [T], id: impl Fn(&'l T) -> &'l str) -> Self {
        let mut indices: Vec<u32> = (0..).take(list.len()).collect();
        let id = |index: &u32| list.get(*index as usize).map_or("", &id);
        // The index breaks ties, so the order is total and an unstable sort gives one result.
        indices.sort_unstable_by(|one, other| id(one).cmp(id(other)).then(one.cmp(other)));
        Self(indices.into())
    }

    /// Returns the first index with an id, by binary search.
    pub(super) fn find<'l, T>(
        &self,
        wanted: &str,
        list: &'l [T],
        id: impl Fn(&'l T) -> &'l str,
    ) -> Option<usize> {
        let id_at = |index: &u32| list.get(*index as usize).map(&id);
        let found = self.0.partition_point(|index| id_at(index) < Some(wanted));
        let index = self.0.get(found).filter(|index| id_at(index) == Some(wanted))?;
        Some(*index as usize)
    }

    /// Returns the indices, in the order of the ids.
    pub(super) fn positions(&self) -> &[u32] {
        &self.0
    }
}
