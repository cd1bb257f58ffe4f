//! URLs without the feature `url`: no checked rule asks for their parts, and none has any.

use std::marker::PhantomData;

use crate::visitor::seen::SeenText;

/// Never made.
pub(super) struct Address<'u>(PhantomData<&'u str>);

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

    pub(super) fn query(&self, _: &str) -> Option<SeenText<'u>> {
        None
    }
}
