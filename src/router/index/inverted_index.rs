//! The tables of an index, and how they are built: an inverted index from values to triggers.

use crate::condition::{Nnf, RuleSet};
use crate::ix::{Ix, OperandIx};
use crate::router::index::access_path::AccessPath;
use crate::router::index::field_index::{FieldIndex, FieldIndexBuilder};
use crate::router::index::hashing::Hashing;
use crate::router::index::postings::{Posting, Postings, PostingsBuilder, ProgramOffset};
use crate::router::index::program::Program;
use crate::router::index::residual::{ResidualBuilder, ResidualGroup};
use crate::router::index::selectivity::Selectivity;
use crate::router::index::signature::Signatures;
use crate::router::index::statistics::Statistics;

/// The tables of an index.
#[derive(Clone, Debug)]
pub(super) struct InvertedIndex {
    pub(super) hashing: Hashing,
    pub(super) signatures: Signatures,
    pub(super) fields: Box<[FieldIndex]>,
    /// Whether some tables scan texts, so that looking a long text up may be slower than trying each program.
    pub(super) reads_texts: bool,
    pub(super) residual: Box<[ResidualGroup]>,
    pub(super) postings: Postings,
}

impl InvertedIndex {
    /// Counts for each operand the programs that scan its texts, which bounds the cost of trying each
    /// program.
    pub(super) fn count_readers(&mut self, program: &Program, rules: &RuleSet) {
        self.reads_texts = self.fields.iter().any(FieldIndex::reads_texts);
        if self.reads_texts {
            let readers = program.reader_counts(rules);
            self.fields.iter_mut().for_each(|field| field.set_readers(&readers));
        }
    }
}

/// An index under construction.
pub(super) struct IndexBuilder<'o> {
    selectivity: &'o Selectivity<'o>,
    hashing: Hashing,
    signatures: Signatures,
    fields: Vec<FieldIndexBuilder<'o>>,
    residual: ResidualBuilder,
}

impl<'o> IndexBuilder<'o> {
    pub(super) fn new(
        statistics: &Statistics<'_>,
        selectivity: &'o Selectivity<'o>,
        triggers: usize,
        hashing: Hashing,
    ) -> Self {
        Self {
            selectivity,
            hashing,
            signatures: Signatures::new(statistics, triggers),
            // One builder for each operand, so that the index of an operand is its offset here.
            fields: selectivity.rules().operands().map(|_| FieldIndexBuilder::default()).collect(),
            residual: ResidualBuilder::default(),
        }
    }

    pub(super) fn add(
        &mut self,
        program: ProgramOffset,
        when: Option<&Nnf>,
        access: Option<AccessPath<'o>>,
    ) {
        let rules = self.selectivity.rules();
        let signature = when.map_or(Signatures::UNCONSTRAINED, |when| {
            self.signatures.trigger_signature(when, rules)
        });
        let posting = Posting::new(program, signature);
        match access {
            // Every key lists one copy of the posting, so a trigger of an `any` may be found more than once.
            Some(access) => {
                for key in access.keys {
                    if let Some(field) = key.operand.get_mut(&mut self.fields) {
                        field.add(key.kind, posting, self.hashing);
                    }
                }
            }
            None => self.residual.add(posting, when),
        }
    }

    pub(super) fn finish(self) -> Option<InvertedIndex> {
        let hashing = self.hashing;
        let mut postings = PostingsBuilder::default();
        let residual = self.residual.finish(self.selectivity, &mut postings);
        let builders = OperandIx::all(self.fields.len()).zip(self.fields);
        let finished =
            builders.map(|(operand, builder)| builder.finish(operand, hashing, &mut postings));
        let mut fields: Vec<FieldIndex> = finished.collect();
        let postings = postings.finish()?;
        for field in &mut fields {
            field.set_first_program(&postings);
        }
        // Operands without a list are never looked up.
        fields.retain(|field| field.first_program < ProgramOffset::NONE);
        // Cheap tables first, and among them those with early triggers: what they find prunes the expensive
        // ones.
        fields.sort_by_key(|field| (field.searches_substrings(), field.first_program));
        Some(InvertedIndex {
            hashing,
            signatures: self.signatures,
            fields: fields.into(),
            // `count_readers` sets it, because it needs the programs, which are written later.
            reads_texts: false,
            residual,
            postings,
        })
    }
}
