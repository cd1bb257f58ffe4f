//! URLs without the feature `url`: no checked rule asks for their parts, and none has any.

use std::marker::PhantomData;

use crate::visitor::seen::SeenText;

/// Never made.
pub(super) struct Address<'u>(PhantomData<&'u str>);

/// Never made.
#[derive(Clone, Copy)]
pub(super) struct Query<'u>(PhantomData<&'u str>);

impl<'u> Query<'u> {
    pub(super) fn text(&self) -> &str {
        ""
    }

    pub(super) fn value(
        self,
        _: impl for<'q> FnOnce(&'q str) -> Option<SeenText<'q>>,
    ) -> Option<SeenText<'u>> {
        None
    }
}

/// Of no query.
pub(super) struct Index;

impl Index {
    pub(super) fn new(_: &str) -> Self {
        Self
    }

    pub(super) fn find<'q>(&self, query: &'q str, name: &str) -> Option<SeenText<'q>> {
        find(query, name)
    }
}

pub(super) fn find<'q>(_: &'q str, _: &str) -> Option<SeenText<'q>> {
    None
}

impl<'u> Address<'u> {
    pub(super) fn parse(_: &'u str) -> Option<Self> {
        None
    }

    pub(super) fn host(&self) -> Option<SeenText<'u>> {
        None
    }

    pub(super) fn path(&self) -> SeenText<'u> {
        SeenText::Given("")
    }

    pub(super) fn query(&self) -> Option<Query<'u>> {
        None
    }
}
