//! Recognizes conditions in the form of other systems: operators that are values, lists of rules with a word that
//! joins them, and fields that are keys.

use std::borrow::Cow;

use crate::condition::keys::{NODES, OPERATORS};
use crate::condition::read::fields::intended_field;
use crate::condition::read::known_keys::ALL_NODES;
use crate::condition::read::operators::{
    any_operator, field_in_code, operator_answer, operators_of, resolve_operator,
};
use crate::condition::read::read;
use crate::condition::read::unknown::{KeyResolver, UnknownKey};
use crate::document::{ChunkedList, Cursor, Entry, Node};
use crate::error::ProblemKind;
use crate::visitor::Field;
use crate::vocabulary::aliases::conditions::{JOINS, NodeAnswer};
use crate::vocabulary::{OperatorAnswer, answer};

/// The most tests of one field that are read. It bounds the work for a document with many unknown keys.
const MAX_TESTS: usize = 8;

impl<'de> KeyResolver<'_, '_, 'de> {
    /// Finds an operator that is the value of a key, with its own value under another key: `op` and `value`.
    pub(super) fn find_operator_with_value(&mut self) {
        let position_of = |unknown: &[UnknownKey<'_>], wanted: NodeAnswer| {
            unknown.iter().position(|unknown| unknown.answer == Some(wanted))
        };
        let has_value = position_of(&self.unknown, NodeAnswer::Value).is_some();
        if !has_value && !self.has("field") {
            return;
        }
        let operator = self.unknown.iter().enumerate().find_map(|(n, unknown)| {
            let Node::Text(word) = &unknown.node else {
                return None;
            };
            // The key must name an operator and its value must be one: `{"type": "visitor"}` is no operator.
            let is_operator = unknown.answer == Some(NodeAnswer::Operator);
            is_operator.then(|| any_operator(word)).flatten().map(|answer| (n, answer))
        });
        let Some((n, answer)) = operator else {
            // The key names an operator, but its value is no known operator.
            if let (true, Some(n)) = (has_value, position_of(&self.unknown, NodeAnswer::Operator)) {
                let UnknownKey { key, .. } = self.unknown.remove(n);
                self.unknown.retain(|unknown| unknown.answer != Some(NodeAnswer::Value));
                let hint = format!("an operator is a key, and {}", operators_of(self.kind()));
                self.add_hint(&key, &hint);
            }
            return;
        };
        let UnknownKey { key, .. } = self.unknown.remove(n);
        let value = position_of(&self.unknown, NodeAnswer::Value);
        let value = value.map(|n| self.unknown.remove(n));
        // Further keys of this form add nothing to the report.
        self.unknown.retain(|unknown| {
            !matches!(unknown.answer, Some(NodeAnswer::Value | NodeAnswer::Operator))
        });
        let (written, node) = match value {
            Some(UnknownKey { key, node, .. }) => (key, node),
            None => (key.clone(), Node::Bool(true)),
        };
        let resolved = resolve_operator(answer, &node, self.field.as_ref());
        let code = field_in_code(self.field.as_ref());
        let hint = match resolved.suggestion {
            Some(operator) => {
                format!("write it as a key: `{{\"field\": {code}, \"{operator}\": …}}`")
            }
            None => resolved.hint,
        };
        self.add_hint(&key, &hint);
        self.diagnostics.mark_as_read();
        if let (Some(operator), false) = (resolved.read_as, self.has_any(OPERATORS)) {
            self.take(operator, node, &[&written]);
            self.keys.is_guess = true;
        }
    }

    /// Finds lists of conditions under words of other systems, and the word that joins them.
    pub(super) fn find_parts(&mut self) {
        let join_of = |unknown: &UnknownKey<'_>| match (&unknown.node, unknown.answer) {
            (Node::Text(word), Some(NodeAnswer::Operator | NodeAnswer::Parts)) => {
                answer(JOINS, word).copied()
            }
            _ => None,
        };
        let has_join = self.unknown.iter().any(|unknown| join_of(unknown).is_some());
        let is_parts = |unknown: &UnknownKey<'_>| match (unknown.answer, &unknown.node) {
            (Some(NodeAnswer::Parts), Node::List(_) | Node::Map(_)) => true,
            // `{"op": "and", "args": […]}`
            (Some(NodeAnswer::Value), Node::List(items)) => {
                has_join && items.iter().all(|item| matches!(item, Node::Map(_)))
            }
            _ => false,
        };
        // A predicate has no parts. What looks like a list of them is then the value of an operator.
        if self.is_predicate() {
            return;
        }
        let Some(n) = self.unknown.iter().position(is_parts) else {
            return;
        };
        let UnknownKey { key, node, .. } = self.unknown.remove(n);
        let joined = self.unknown.iter().position(|unknown| join_of(unknown).is_some());
        let join = joined.map(|n| self.unknown.remove(n)).and_then(|unknown| join_of(&unknown));
        let path = self.path.key(&key);
        let kind = ProblemKind::UnknownKey;
        let word = join.unwrap_or("all");
        match node {
            Node::List(_) if self.has(word) => {
                let hint = format!("`{word}` stands here already: put both into one list");
                self.diagnostics.add_hint(&path, kind, &key, &hint);
            }
            Node::List(_) => {
                match join {
                    Some(join) => self.diagnostics.add_with(&path, kind, &key, join),
                    None => {
                        let hint = "write `{\"all\": […]}`, or `any` in the place of `all`";
                        self.diagnostics.add_hint(&path, kind, &key, hint);
                    }
                }
                self.diagnostics.mark_as_read();
                self.keys.is_guess |= join.is_none();
                self.take(word, node, &[&key]);
            }
            node => {
                let hint = "put what stands in it in its place";
                self.diagnostics.add_hint(&path, kind, &key, hint);
                // Read only to report its problems: this condition cannot be kept at this path.
                read(Cursor::new(node, path, &mut *self.diagnostics));
            }
        }
    }

    /// Finds fields that are keys, with operators or a value under them: `{"country": {"$in": ["FR"]}}`.
    pub(super) fn find_fields_as_keys(&mut self) {
        if self.keys.known & ALL_NODES != 0 || self.has_any(OPERATORS) {
            return;
        }
        let mut predicates = Vec::new();
        let unknown = std::mem::take(&mut self.unknown);
        for UnknownKey { key, node, answer } in unknown {
            let is_own = key.parse::<Field>().is_ok();
            // A key that already has a meaning is not read as a misspelt field.
            let is_other = answer.is_none() && operator_answer(&key).is_none();
            let field =
                if is_own || is_other { intended_field(&key, self.diagnostics) } else { None };
            // A misspelt `field` or `all` must not be taken for a field of the visitor.
            let is_node = self.diagnostics.nearest(&key, NODES.iter().copied()).is_some();
            match field {
                Some(field) if !is_node && self.diagnostics.may_rename() => {
                    predicates.push((key, node, field));
                }
                _ => self.unknown.push(UnknownKey { key, node, answer }),
            }
        }
        if predicates.is_empty() {
            return;
        }
        let list = self.path.key("all");
        let mut items = Vec::new();
        for (key, node, field) in predicates {
            let name = field.to_string();
            let tests = match node {
                Node::Map(tests) => tests,
                value => ChunkedList::from([(Cow::Borrowed(""), value)]),
            };
            let mut suggested = None;
            for (operator, value) in tests.into_iter().take(MAX_TESTS) {
                let answer = if operator.is_empty() {
                    Some(OperatorAnswer::Operator("is"))
                } else {
                    any_operator(&operator)
                };
                let Some(answer) = answer else {
                    continue;
                };
                let resolved = resolve_operator(answer, &value, Some(&field));
                let Some(read_as) = resolved.read_as else {
                    continue;
                };
                suggested.get_or_insert(read_as);
                let item = list.index(items.len());
                // The item exists only in the canonical form, so problems in it are reported at the keys of
                // the document.
                self.diagnostics.rename(&item, &[]);
                self.diagnostics.rename(&item.key("field"), &[&key]);
                match &*operator {
                    "" => self.diagnostics.rename(&item.key(read_as), &[&key]),
                    operator => self.diagnostics.rename(&item.key(read_as), &[&key, operator]),
                }
                let entries = [
                    (Cow::Borrowed("field"), Node::Text(Cow::Owned(name.clone()))),
                    (Cow::Borrowed(read_as), value),
                ];
                items.push(Node::Map(entries.into()));
            }
            let code = field_in_code(Some(&field));
            let operator = suggested.unwrap_or("is");
            let hint = format!("write `{{\"field\": {code}, \"{operator}\": …}}`");
            self.diagnostics.add_hint(&self.path.key(&key), ProblemKind::UnknownKey, &key, &hint);
            self.diagnostics.mark_as_read();
        }
        self.take("all", Node::List(items.into()), &[]);
        self.keys.is_guess = true;
    }

    /// Reads an operator without a field beside it. json-logic has both in one list:
    /// `{"==": [{"var": "country"}, "FR"]}`.
    pub(super) fn operator_without_field(
        &mut self,
        key: &str,
        node: Node<'de>,
        answer: OperatorAnswer,
    ) {
        let (name, value) = operands(node);
        let field = name.as_deref().and_then(|name| intended_field(name, self.diagnostics));
        let resolved = resolve_operator(answer, &value, field.as_ref());
        let hint = match resolved.suggestion {
            Some(operator) => {
                let code = field_in_code(field.as_ref());
                format!("write `{{\"field\": {code}, \"{operator}\": …}}`")
            }
            None => resolved.hint,
        };
        self.add_hint(key, &hint);
        // Only a condition without any known key is read in this form, or a second field would replace the
        // first.
        if let (Some(name), Some(operator), 0) = (name, resolved.read_as, self.keys.known) {
            self.diagnostics.mark_as_read();
            self.take("field", Node::Text(name), &[key]);
            self.take(operator, value, &[key]);
            self.keys.is_guess = true;
        }
    }
}

/// Splits the operands of json-logic into the name of the field and the value. Returns any other value unchanged,
/// without a name.
fn operands(node: Node<'_>) -> (Option<Cow<'_, str>>, Node<'_>) {
    let items = match node {
        // A long list is not copied.
        Node::List(items) if items.len() == 2 => items,
        other => return (None, other),
    };
    match <[Node<'_>; 2]>::try_from(items.into_vec()) {
        Ok([Node::Map(entries), value]) => match <[Entry<'_>; 1]>::try_from(entries.into_vec()) {
            Ok([(key, Node::Text(name))]) if key == "var" => (Some(name), value),
            Ok(entry) => (None, Node::List([Node::Map(entry.into()), value].into())),
            Err(entries) => (None, Node::List([Node::Map(entries.into()), value].into())),
        },
        Ok(pair) => (None, Node::List(pair.into())),
        Err(items) => (None, Node::List(items.into())),
    }
}
