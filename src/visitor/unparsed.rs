//! URLs without the feature `url`: no checked rule asks for their parts, and none has any.

use std::borrow::Cow;
use std::marker::PhantomData;

/// Never made.
pub(super) struct Address<'u>(PhantomData<&'u str>);

impl<'u> Address<'u> {
    pub(super) fn parse(_: &'u str) -> Option<Self> {
        None
    }

    pub(super) fn host(&self) -> Option<Cow<'_, str>> {
        None
    }

    pub(super) fn path(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    pub(super) fn query(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}
