//! Traits of conditions that are implemented without recursion. A condition that is built in code may be
//! deeper than the stack; the check then reports it, where a recursive `Drop` or `Clone` would crash.

use crate::condition::Condition;
use crate::visitor::Field;

impl Condition {
    /// Moves the parts of this node to `open`.
    fn take_parts(&mut self, open: &mut Vec<Self>) {
        match self {
            // `append` leaves the vector empty, so dropping the node drops no part.
            Self::All(parts) | Self::Any(parts) => open.append(parts),
            Self::Not(part) => open.push(std::mem::replace(&mut **part, Self::All(Vec::new()))),
            Self::Predicate(_) => {}
        }
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            Self::Predicate(_) => &[],
        }
    }

    /// Returns a copy of this node with other parts.
    fn around(&self, parts: Vec<Self>) -> Self {
        match self {
            Self::All(_) => Self::All(parts),
            Self::Any(_) => Self::Any(parts),
            Self::Not(_) => {
                // A negation has exactly one part, so the default is never used.
                let part = parts.into_iter().next().unwrap_or_else(|| Self::All(Vec::new()));
                Self::Not(Box::new(part))
            }
            Self::Predicate(predicate) => Self::Predicate(predicate.clone()),
        }
    }
}

impl Condition {
    /// Calls `change` with the field of each predicate.
    pub(crate) fn each_field(&mut self, mut change: impl FnMut(&mut Field)) {
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Self::All(parts) | Self::Any(parts) => open.extend(parts),
                Self::Not(part) => open.push(part),
                Self::Predicate(predicate) => {
                    if let Some(partial) = predicate.change_field(&mut change) {
                        partial.field.iter_mut().for_each(&mut change);
                        open.extend(&mut partial.joined);
                    }
                }
            }
        }
    }
}

impl Drop for Condition {
    fn drop(&mut self) {
        let mut open = Vec::new();
        self.take_parts(&mut open);
        // Each node is emptied before it is dropped, so its own drop does not recurse.
        while let Some(mut condition) = open.pop() {
            condition.take_parts(&mut open);
        }
    }
}

impl Clone for Condition {
    fn clone(&self) -> Self {
        // Each entry is a node and the copies of its first parts. When all parts are copied, the copy of the
        // node goes to its parent.
        let mut open: Vec<(&Self, Vec<Self>)> = vec![(self, Vec::new())];
        loop {
            let Some((node, done)) = open.last() else {
                return Self::All(Vec::new());
            };
            // The number of finished copies says which part comes next.
            if let Some(next) = node.parts().get(done.len()) {
                open.push((next, Vec::new()));
                continue;
            }
            let Some((node, done)) = open.pop() else {
                return Self::All(Vec::new());
            };
            let copy = node.around(done);
            match open.last_mut() {
                Some((_, done)) => done.push(copy),
                None => return copy,
            }
        }
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        let mut open = vec![(self, other)];
        while let Some(pair) = open.pop() {
            let same = match pair {
                (Self::All(one), Self::All(other)) | (Self::Any(one), Self::Any(other)) => {
                    open.extend(one.iter().zip(other));
                    // `zip` ends with the shorter list, so the lengths are compared, too.
                    one.len() == other.len()
                }
                (Self::Not(one), Self::Not(other)) => {
                    open.push((one, other));
                    true
                }
                (Self::Predicate(one), Self::Predicate(other)) => one == other,
                _ => false,
            };
            if !same {
                return false;
            }
        }
        true
    }
}
