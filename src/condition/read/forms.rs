//! Conditions in the form of other systems: operators that are values, lists of rules with a word that
//! joins them, fields that are keys.

use std::borrow::Cow;

use crate::condition::read::fields::field_meant;
use crate::condition::read::operators::{
    any_operator, field_in_code, operator_answer, operators_of, resolve_operator,
};
use crate::condition::read::unknown::{Resolver, Unknown};
use crate::condition::read::{ALL_NODES, read};
use crate::condition::words::{NODES, OPERATORS};
use crate::document::Node;
use crate::error::ProblemKind;
use crate::visitor::Field;
use crate::vocabulary::aliases::conditions::{JOINS, NodeAnswer};
use crate::vocabulary::{OperatorAnswer, answer};

impl Resolver<'_, '_, '_> {
    /// An operator that is the value of a key, with its own value under another: `op` and `value`.
    pub(super) fn find_operator_with_value(&mut self) {
        let place_of_answer = |unknown: &[Unknown<'_>], wanted: NodeAnswer| {
            unknown.iter().position(|unknown| unknown.answer == Some(wanted))
        };
        let has_value = place_of_answer(&self.unknown, NodeAnswer::Value).is_some();
        if !has_value && !self.has("field") {
            return;
        }
        let operator = self.unknown.iter().enumerate().find_map(|(n, unknown)| {
            let Node::Text(word) = &unknown.node else {
                return None;
            };
            let is_operator = unknown.answer == Some(NodeAnswer::Operator);
            is_operator.then(|| any_operator(word)).flatten().map(|answer| (n, answer))
        });
        let Some((n, answer)) = operator else {
            // An operator that is not known, either.
            if let (true, Some(n)) =
                (has_value, place_of_answer(&self.unknown, NodeAnswer::Operator))
            {
                let Unknown { key, .. } = self.unknown.remove(n);
                self.unknown.retain(|unknown| unknown.answer != Some(NodeAnswer::Value));
                let hint = format!("an operator is a key, and {}", operators_of(self.kind()));
                self.add_hint(&key, &hint);
            }
            return;
        };
        let Unknown { key, .. } = self.unknown.remove(n);
        let value = place_of_answer(&self.unknown, NodeAnswer::Value);
        let value = value.map(|n| self.unknown.remove(n));
        // What another system has besides says nothing more.
        self.unknown.retain(|unknown| {
            !matches!(unknown.answer, Some(NodeAnswer::Value | NodeAnswer::Operator))
        });
        let (written, node) = match value {
            Some(Unknown { key, node, .. }) => (key, node),
            None => (key.clone(), Node::Bool(true)),
        };
        let right = resolve_operator(answer, &node, self.field.as_ref());
        let code = field_in_code(self.field.as_ref());
        let hint = match right.suggestion {
            Some(operator) => {
                format!("write it as a key: `{{\"field\": {code}, \"{operator}\": …}}`")
            }
            None => right.hint,
        };
        self.add_hint(&key, &hint);
        self.report.read_nevertheless();
        if let (Some(operator), false) = (right.read_as, self.has_any(OPERATORS)) {
            self.take(operator, node, &[&written]);
            self.keys.is_guess = true;
        }
    }

    /// Lists of conditions under words of other systems, and how they say that these are joined.
    pub(super) fn find_parts(&mut self) {
        let is_parts = |unknown: &Unknown<'_>| {
            unknown.answer == Some(NodeAnswer::Parts)
                && matches!(unknown.node, Node::List(_) | Node::Map(_))
        };
        if self.is_leaf() {
            return;
        }
        let Some(n) = self.unknown.iter().position(is_parts) else {
            return;
        };
        let Unknown { key, node, .. } = self.unknown.remove(n);
        let join_of = |unknown: &Unknown<'_>| match (&unknown.node, unknown.answer) {
            (Node::Text(word), Some(NodeAnswer::Operator | NodeAnswer::Parts)) => {
                answer(JOINS, word).copied()
            }
            _ => None,
        };
        let joined = self.unknown.iter().position(|unknown| join_of(unknown).is_some());
        let join = joined.map(|n| self.unknown.remove(n)).and_then(|unknown| join_of(&unknown));
        let place = self.at.key(&key);
        let kind = ProblemKind::UnknownKey;
        let word = join.unwrap_or("all");
        match node {
            Node::List(_) if self.has(word) => {
                let hint = format!("`{word}` stands here already: put both into one list");
                self.report.add_hint(&place, kind, &key, &hint);
            }
            Node::List(_) => {
                match join {
                    Some(join) => self.report.add_with(&place, kind, &key, join),
                    None => {
                        let hint = "write `{\"all\": […]}`, or `any` in the place of `all`";
                        self.report.add_hint(&place, kind, &key, hint);
                    }
                }
                self.report.read_nevertheless();
                self.keys.is_guess |= join.is_none();
                self.take(word, node, &[&key]);
            }
            node => {
                let hint = "put what stands in it in its place";
                self.report.add_hint(&place, kind, &key, hint);
                // Only what reading finds is told of it: the condition has no place of its own.
                read(node, &place, self.report);
            }
        }
    }

    /// Fields that are keys, with operators or a value under them: `{"country": {"$in": ["FR"]}}`.
    pub(super) fn find_fields_as_keys(&mut self) {
        if self.keys.known & ALL_NODES != 0 || self.has_any(OPERATORS) {
            return;
        }
        let mut leaves = Vec::new();
        let unknown = std::mem::take(&mut self.unknown);
        for Unknown { key, node, answer } in unknown {
            let is_own = key.parse::<Field>().is_ok();
            let is_other = answer.is_none() && operator_answer(&key).is_none();
            let field = if is_own || is_other { field_meant(&key, self.report) } else { None };
            // A misspelt `field` is near to no field.
            let is_node = self.report.nearest(&key, NODES.iter().copied()).is_some();
            match field {
                Some(field) if !is_node => leaves.push((key, node, field)),
                _ => self.unknown.push(Unknown { key, node, answer }),
            }
        }
        if leaves.is_empty() {
            return;
        }
        let list = self.at.key("all");
        let mut items = Vec::new();
        for (key, node, field) in leaves {
            let name = field.to_string();
            let tests = match node {
                Node::Map(tests) => tests.into_vec(),
                value => vec![(Cow::Borrowed(""), value)],
            };
            let mut shown = None;
            for (operator, value) in tests {
                let answer = if operator.is_empty() {
                    Some(OperatorAnswer::Operator("is"))
                } else {
                    any_operator(&operator)
                };
                let Some(answer) = answer else {
                    continue;
                };
                let right = resolve_operator(answer, &value, Some(&field));
                let Some(read_as) = right.read_as else {
                    continue;
                };
                shown.get_or_insert(read_as);
                let item = list.index(items.len());
                self.report.rename(&item, &[]);
                self.report.rename(&item.key("field"), &[&key]);
                match &*operator {
                    "" => self.report.rename(&item.key(read_as), &[&key]),
                    operator => self.report.rename(&item.key(read_as), &[&key, operator]),
                }
                let entries = [
                    (Cow::Borrowed("field"), Node::Text(Cow::Owned(name.clone()))),
                    (Cow::Borrowed(read_as), value),
                ];
                items.push(Node::Map(entries.into()));
            }
            let code = field_in_code(Some(&field));
            let operator = shown.unwrap_or("is");
            let hint = format!("write `{{\"field\": {code}, \"{operator}\": …}}`");
            self.report.add_hint(&self.at.key(&key), ProblemKind::UnknownKey, &key, &hint);
            self.report.read_nevertheless();
        }
        self.take("all", Node::List(items.into()), &[]);
        self.keys.is_guess = true;
    }
}
