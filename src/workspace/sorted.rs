//! Finding things by id without holding the ids twice.

/// Places of a list, in the order of the ids that stand there.
#[derive(Clone, Debug)]
pub(super) struct Sorted(Box<[u32]>);

impl Sorted {
    pub(super) fn by_id<'l, T>(list: &'l [T], id: impl Fn(&'l T) -> &'l str) -> Self {
        let mut places: Vec<u32> = (0..).take(list.len()).collect();
        places.sort_unstable_by_key(|place| list.get(*place as usize).map_or("", &id));
        Self(places.into())
    }

    pub(super) fn find<'l, T>(
        &self,
        wanted: &str,
        list: &'l [T],
        id: impl Fn(&'l T) -> &'l str,
    ) -> Option<usize> {
        let found =
            self.0.binary_search_by(|place| list.get(*place as usize).map_or("", &id).cmp(wanted));
        self.0.get(found.ok()?).map(|place| *place as usize)
    }
}
