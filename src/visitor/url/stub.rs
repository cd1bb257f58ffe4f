//! A stand-in for URLs without the feature `url`: no checked rule asks for their parts.

use std::marker::PhantomData;

use crate::visitor::value::FieldText;

/// Never constructed.
pub(in crate::visitor) struct ParsedUrl<'u>(PhantomData<&'u str>);

/// Never constructed.
#[derive(Clone, Copy)]
pub(in crate::visitor) struct Query<'u>(PhantomData<&'u str>);

impl<'u> Query<'u> {
    pub(in crate::visitor) fn text(&self) -> &str {
        ""
    }

    pub(in crate::visitor) fn value(
        self,
        _: impl for<'q> FnOnce(&'q str) -> Option<FieldText<'q>>,
    ) -> Option<FieldText<'u>> {
        None
    }
}

/// An empty index.
pub(in crate::visitor) struct QueryIndex;

impl QueryIndex {
    pub(in crate::visitor) fn new(_: &str) -> Self {
        Self
    }

    pub(in crate::visitor) fn find<'q>(&self, query: &'q str, name: &str) -> Option<FieldText<'q>> {
        // Without the URL parser there is no query to search.
        find(query, name)
    }
}

pub(in crate::visitor) fn find<'q>(_: &'q str, _: &str) -> Option<FieldText<'q>> {
    None
}

impl<'u> ParsedUrl<'u> {
    pub(in crate::visitor) fn parse(_: &'u str) -> Option<Self> {
        None
    }

    pub(in crate::visitor) fn host(&self) -> Option<FieldText<'u>> {
        None
    }

    pub(in crate::visitor) fn path(&self) -> FieldText<'u> {
        FieldText::Borrowed("")
    }

    pub(in crate::visitor) fn query(&self) -> Option<Query<'u>> {
        None
    }
}
