//! The shortest script that still fails: fewer commands, then less in the workspaces.

use serde_json::Value;

use super::{Script, check};

impl Script {
    pub(crate) fn shrink(mut self, fails: impl Fn(&Self) -> bool) -> Self {
        loop {
            let size = self.size();
            self.leave_out_commands(&fails);
            for place in 0..=self.commands.len() {
                self.simplify(place, &fails);
            }
            if self.size() == size {
                return self;
            }
        }
    }

    fn size(&self) -> usize {
        self.commands.iter().chain([&self.workspace]).map(|value| value.to_string().len()).sum()
    }

    /// Leaves out halves, then quarters, and so on down to single commands.
    fn leave_out_commands(&mut self, fails: &impl Fn(&Self) -> bool) {
        let mut size = self.commands.len().div_ceil(2).max(1);
        loop {
            let mut start = 0;
            while start < self.commands.len() {
                let end = (start + size).min(self.commands.len());
                let mut fewer = self.clone();
                fewer.commands.drain(start..end);
                if fails(&fewer) {
                    *self = fewer;
                } else {
                    start = end;
                }
            }
            if size == 1 {
                return;
            }
            size = size.div_ceil(2);
        }
    }

    /// Leaves out of a workspace what it can do without: the script's, or that of a command.
    fn simplify(&mut self, place: usize, fails: &impl Fn(&Self) -> bool) {
        let mut next = 0;
        while let Some(simpler) = simplification(self.document(place), next) {
            let mut script = self.clone();
            *script.document(place) = simpler;
            if check(script.document(place)).is_some() && fails(&script) {
                *self = script;
            } else {
                next += 1;
            }
        }
    }

    fn document(&mut self, place: usize) -> &mut Value {
        match place.checked_sub(1).and_then(|place| self.commands.get_mut(place)) {
            Some(command) if command["do"] == "workspace" => &mut command["workspace"],
            _ => &mut self.workspace,
        }
    }
}

/// The document without its so manyth part.
fn simplification(document: &Value, number: usize) -> Option<Value> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for (key, value) in document.as_object()? {
        if key != "groups" {
            parts.push((String::new(), key.clone()));
        }
        for (place, noun) in value.as_array().into_iter().flatten().enumerate() {
            parts.push((format!("/{key}"), place.to_string()));
            for (inner, value) in noun.as_object().into_iter().flatten() {
                let pointer = format!("/{key}/{place}");
                if inner != "id" && inner != "name" {
                    parts.push((pointer.clone(), inner.clone()));
                }
                let items = value.as_array().map_or(0, Vec::len);
                parts.extend((0..items).map(|n| (format!("{pointer}/{inner}"), n.to_string())));
            }
        }
    }
    let (pointer, key) = parts.into_iter().nth(number)?;
    let mut simpler = document.clone();
    match simpler.pointer_mut(&pointer)? {
        Value::Object(object) => drop(object.remove(&key)),
        Value::Array(items) => drop(items.remove(key.parse().ok()?)),
        _ => return None,
    }
    Some(simpler)
}
