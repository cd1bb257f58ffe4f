//! Finding things by id without holding the ids twice.

/// Places of a list, in the order of the ids that stand there; of equal ids the first comes first.
#[derive(Clone, Debug)]
pub(super) struct SortedIds(Box<[u32]>);

impl SortedIds {
    pub(super) fn by_id<'l, T>(list: &'l [T], id: impl Fn(&'l T) -> &'l str) -> Self {
        let mut places: Vec<u32> = (0..).take(list.len()).collect();
        let id = |place: &u32| list.get(*place as usize).map_or("", &id);
        places.sort_unstable_by(|one, other| id(one).cmp(id(other)).then(one.cmp(other)));
        Self(places.into())
    }

    /// The first place where an id stands.
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

    /// The places, by id.
    pub(super) fn places(&self) -> &[u32] {
        &self.0
    }
}
