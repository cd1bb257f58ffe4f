//! Resolves unknown keys of a condition to the keys that they probably mean ([rule W2b](crate::_rules#w2b)).
//!
//! The value of such a key is read as the value of the right key, so that it is checked, too. Readers and checks
//! then report paths of the canonical document, and the report translates them back to the keys as written.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::condition::keys::{KEYS, MODIFIERS, NODES, OPERATORS, operators};
use crate::condition::read::fields::intended_field;
use crate::condition::read::known_keys::{ALL_NODES, FIELD, KnownKeys};
use crate::condition::read::operators::{operator_answer, operators_of, resolve_operator};
use crate::document::{ALIAS_COST, ChunkedList, Entry, Node, place_of};
use crate::error::{Diagnostics, PathRef, ProblemKind, there_are};
use crate::visitor::{Field, FieldKind};
use crate::vocabulary::aliases::conditions::{NODES as NODE_ALIASES, NodeAnswer};
use crate::vocabulary::{OperatorAnswer, answer, spelling_key};

/// The most unknown keys of one condition whose meaning is looked up.
const MAX_KEYS_RESOLVED: usize = 64;

const NEGATION: &str = "write `{\"not\": …}` around the condition";

/// Reports repeated and unknown keys. Returns the known keys, including those that unknown keys mean.
pub(super) fn resolve<'de>(
    entries: ChunkedList<Entry<'de>>,
    path: &PathRef<'_>,
    diagnostics: &mut Diagnostics,
) -> KnownKeys<'de> {
    let keys = KnownKeys { entries: Vec::new(), known: 0, written: Vec::new(), is_guess: false };
    let mut resolver = KeyResolver { keys, unknown: Vec::new(), field: None, path, diagnostics };
    resolver.classify(entries);
    if !resolver.unknown.is_empty() {
        // The order matters: a list of parts may carry words that would also be read as an operator.
        resolver.find_field();
        resolver.find_parts();
        resolver.find_operator_with_value();
        resolver.find_fields_as_keys();
        resolver.report_others();
    }
    resolver.keys
}

/// The keys of a condition while unknown ones are resolved.
pub(super) struct KeyResolver<'r, 'a, 'de> {
    pub(super) keys: KnownKeys<'de>,
    /// The unknown keys that are left, in the order of the document.
    pub(super) unknown: Vec<UnknownKey<'de>>,
    /// The field that is named, or the one that an unknown name means.
    pub(super) field: Option<Field>,
    pub(super) path: &'r PathRef<'a>,
    pub(super) diagnostics: &'r mut Diagnostics,
}

/// An unknown key, its value, and its meaning in other systems.
pub(super) struct UnknownKey<'de> {
    pub(super) key: Cow<'de, str>,
    pub(super) node: Node<'de>,
    pub(super) answer: Option<NodeAnswer>,
}

impl<'de> KeyResolver<'_, '_, 'de> {
    /// Keeps the first entry of each key, and separates known keys from unknown ones.
    fn classify(&mut self, entries: ChunkedList<Entry<'de>>) {
        // Known keys are few and have a bit each. A document may have any number of other keys, so these need a set.
        let mut unknown = BTreeSet::new();
        for (key, node) in entries {
            let bit = place_of(&key, KEYS).map_or(0, |bit| 1 << bit);
            // Once no further problem is kept, the set stops growing: it does not matter then whether a key is
            // reported as repeated or as unknown.
            let is_new = match bit {
                0 if self.diagnostics.is_over_limit() => !unknown.contains(&key),
                0 => unknown.insert(key.clone()),
                _ => self.keys.known & bit == 0,
            };
            self.keys.known |= bit;
            if !is_new {
                self.diagnostics.add(&self.path.key(&key), ProblemKind::RepeatedKey, &key);
            } else if bit != 0 {
                self.keys.entries.push((key, node));
            // Looking for the meaning of each key takes time, so further unknown keys are reported without
            // advice.
            } else if self.unknown.len() == MAX_KEYS_RESOLVED {
                self.diagnostics.add(&self.path.key(&key), ProblemKind::UnknownKey, &key);
            } else {
                let is_in_budget = self.diagnostics.spend(ALIAS_COST);
                let answer = if is_in_budget { answer(NODE_ALIASES, &key).copied() } else { None };
                self.unknown.push(UnknownKey { key, node, answer });
            }
        }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        place_of(word, KEYS).is_some_and(|bit| self.keys.known & 1 << bit != 0)
    }

    pub(super) fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// Returns `true` if the condition is a predicate, not a connective.
    pub(super) fn is_predicate(&self) -> bool {
        self.has("field") || self.has_any(OPERATORS)
    }

    pub(super) fn kind(&self) -> Option<FieldKind> {
        self.field.as_ref().map(Field::kind)
    }

    /// Adds a value under a known key. `written` is the path in the document from which it comes.
    pub(super) fn take(&mut self, word: &'static str, node: Node<'de>, written: &[&str]) {
        if self.has(word) {
            return;
        }
        self.diagnostics.rename(&self.path.key(word), written);
        if let Some(first) = written.first() {
            self.keys.written.push((word, (*first).into()));
        }
        self.keys.known |= place_of(word, KEYS).map_or(0, |bit| 1 << bit);
        self.keys.entries.push((Cow::Borrowed(word), node));
    }

    /// Finds the field that the condition tests. Another system may name it under another key.
    fn find_field(&mut self) {
        let joins = NODES.split_last().map_or(NODES, |(_, joins)| joins);
        let has_parts = self.unknown.iter().any(|unknown| {
            unknown.answer == Some(NodeAnswer::Parts)
                && matches!(unknown.node, Node::List(_) | Node::Map(_))
        });
        // A connective has no field, so a key such as `name` beside it is not taken for one.
        if !self.has("field") && !self.has_any(joins) && !has_parts {
            let is_name = |unknown: &UnknownKey<'_>| {
                unknown.answer == Some(NodeAnswer::Field) && matches!(unknown.node, Node::Text(_))
            };
            // If several keys may name it, the first one whose value is a field counts.
            let mut found = None;
            for (n, unknown) in self.unknown.iter().enumerate().filter(|(_, u)| is_name(u)) {
                let Node::Text(name) = &unknown.node else {
                    continue;
                };
                if intended_field(name, self.diagnostics).is_some() {
                    found = Some(n);
                    break;
                }
                found = found.or(Some(n));
            }
            if let Some(n) = found {
                let UnknownKey { key, node, .. } = self.unknown.remove(n);
                self.diagnostics.add_with(
                    &self.path.key(&key),
                    ProblemKind::UnknownKey,
                    &key,
                    "field",
                );
                self.diagnostics.mark_as_read();
                self.take("field", node, &[&key]);
            }
        }
        let name = self.keys.entries.iter().find(|(key, _)| key == "field");
        if let Some((_, Node::Text(name))) = name {
            self.field = intended_field(name, self.diagnostics);
        }
    }

    /// Reports the remaining unknown keys.
    fn report_others(&mut self) {
        for unknown in std::mem::take(&mut self.unknown) {
            self.report_other(unknown);
        }
    }

    fn report_other(&mut self, unknown: UnknownKey<'de>) {
        let UnknownKey { key, node, answer } = unknown;
        let is_predicate = self.is_predicate();
        let operator =
            if self.diagnostics.spend(ALIAS_COST) { operator_answer(&key) } else { None };
        match (answer, operator) {
            // A word that may be a connective or an operator, such as `one_of`, is an operator beside a field.
            (Some(NodeAnswer::Join(join)), other) if other.is_none() || !is_predicate => {
                self.join(&key, node, join, false);
            }
            (Some(NodeAnswer::NotJoin(join)), other) if other.is_none() || !is_predicate => {
                self.join(&key, node, join, true);
            }
            // A word that may be an operator or a modifier is an operator, unless there is one already.
            (Some(NodeAnswer::Modifier(word)), other)
                if is_predicate
                    && (other.is_none() || self.has_any(OPERATORS))
                    && self.may_have(word) =>
            {
                self.suggest(&key, node, word);
            }
            (Some(NodeAnswer::Value), _) if is_predicate && !self.has_any(OPERATORS) => {
                self.operator(&key, node, OperatorAnswer::Operator("is"));
            }
            // A negation that is switched off has no effect.
            (Some(NodeAnswer::Negation), _) if node == Node::Bool(false) => {
                self.add_hint(&key, "leave it out");
            }
            (Some(NodeAnswer::Negation), _) if node == Node::Bool(true) => {
                self.add_hint(&key, NEGATION);
            }
            (_, Some(answer)) if is_predicate => self.operator(&key, node, answer),
            (_, Some(answer)) => self.operator_without_field(&key, node, answer),
            (Some(NodeAnswer::Negation), _) => self.add_hint(&key, NEGATION),
            (Some(NodeAnswer::Operator), _) if is_predicate && !self.has_any(OPERATORS) => {
                let hint = format!("an operator is a key, and {}", operators_of(self.kind()));
                self.add_hint(&key, &hint);
            }
            (None, None) if is_predicate && spelling_key(&key).as_deref() == Some("not") => {
                self.add_hint(&key, NEGATION);
            }
            (Some(NodeAnswer::Advice(advice)), _) => self.add_hint(&key, advice),
            (Some(_), _) => self.add_others(&key),
            (None, None) => match self.near(&key) {
                Some(word) => self.suggest(&key, node, word),
                None => self.add_others(&key),
            },
        }
    }

    fn join(&mut self, key: &str, node: Node<'de>, join: &'static str, is_negated: bool) {
        if self.has(join) {
            let hint = format!("`{join}` stands here already: put both into one list");
            self.add_hint(key, &hint);
        } else if is_negated {
            let hint = format!("put `not` around `{join}`: `{{\"not\": {{\"{join}\": […]}}}}`");
            self.add_hint(key, &hint);
            self.diagnostics.mark_as_read();
            self.take(join, node, &[key]);
            self.keys.is_guess = true;
        } else {
            self.suggest(key, node, join);
        }
    }

    fn operator(&mut self, key: &str, node: Node<'de>, answer: OperatorAnswer) {
        let resolved = resolve_operator(answer, &node, self.field.as_ref());
        match (resolved.suggestion, resolved.read_as) {
            (Some(word), _) if !self.has(word) => self.suggest(key, node, word),
            (None, Some(word)) if !self.has(word) => {
                self.add_hint(key, &resolved.hint);
                self.diagnostics.mark_as_read();
                self.take(word, node, &[key]);
                self.keys.is_guess = true;
            }
            (Some(word), _) => {
                let hint =
                    format!("`{word}` stands here already; join several conditions with `all`");
                self.add_hint(key, &hint);
            }
            _ => self.add_hint(key, &resolved.hint),
        }
    }

    /// Suggests a word for a key, and reads the value of the key as the value of the word.
    fn suggest(&mut self, key: &str, node: Node<'de>, word: &'static str) {
        self.diagnostics.add_with(&self.path.key(key), self.problem(), key, word);
        self.diagnostics.mark_as_read();
        self.take(word, node, &[key]);
    }

    pub(super) fn add_hint(&mut self, key: &str, hint: &str) {
        self.diagnostics.add_hint(&self.path.key(key), self.problem(), key, hint);
    }

    fn add_others(&mut self, key: &str) {
        let is_kept = self.diagnostics.may_keep(&self.path.key(key));
        let others = if is_kept { self.others() } else { String::new() };
        self.add_hint(key, &others);
    }

    fn problem(&self) -> ProblemKind {
        if self.has("field") { ProblemKind::UnknownOperator } else { ProblemKind::UnknownKey }
    }

    /// Returns `true` if a modifier has a meaning for this field and operator.
    fn may_have(&self, modifier: &str) -> bool {
        let kind = self.kind();
        !self.has(modifier)
            && !self.has("exists")
            && kind.is_none_or(|kind| {
                !kind.is_state() && (modifier == "if_unknown" || kind != FieldKind::Number)
            })
    }

    fn modifiers(&self) -> impl Iterator<Item = &'static str> + Clone {
        let modifiers: Vec<&str> =
            MODIFIERS.iter().copied().filter(|word| self.may_have(word)).collect();
        modifiers.into_iter()
    }

    /// Returns the word that a key misspells, among the keys that are still allowed here.
    fn near(&mut self, key: &str) -> Option<&'static str> {
        let mut words: Vec<&'static str> = Vec::new();
        if self.is_predicate() {
            if !self.has("field") {
                words.push("field");
            }
            if !self.has_any(OPERATORS) {
                let of_kind = self.kind().map_or(OPERATORS, operators);
                words.extend(of_kind);
            }
            words.extend(self.modifiers());
        } else if self.keys.known & ALL_NODES == 0 {
            words.extend(NODES);
            // Without a field an operator can be misspelt just as well.
            words.extend(OPERATORS);
        }
        self.diagnostics.nearest(key, words)
    }

    /// Lists the keys that a document may use instead of an unknown key.
    fn others(&self) -> String {
        if self.keys.known & FIELD == 0 && !self.is_predicate() {
            return match NODES.iter().find(|node| self.has(node)) {
                Some(node) => format!("nothing stands beside `{node}`"),
                None => there_are(NODES.iter().copied()),
            };
        }
        if !self.has("field") {
            return there_are(["field"].into_iter().chain(MODIFIERS.iter().copied()));
        }
        if !self.has_any(OPERATORS) {
            return operators_of(self.kind());
        }
        let modifiers: Vec<String> = self.modifiers().map(|word| format!("`{word}`")).collect();
        match modifiers.len() {
            0 => "nothing stands beside the field and its operator".to_owned(),
            _ => format!("beside its operator a field takes {}", modifiers.join(" and ")),
        }
    }
}
