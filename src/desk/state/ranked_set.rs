//! An order-statistic tree: an ordered set that finds the rank of an element.
//!
//! # Algorithm
//!
//! A weight-balanced tree (Nievergelt and Reingold, 1973) with the parameters that Hirai and Yamamoto (2011) prove to
//! be sound. Each node knows the size of its subtree, so the rank of an element is a sum along one path.
//!
//! # Drawback
//!
//! Each element is an allocation of its own. `BTreeSet` of the standard library is more compact and faster, but it
//! counts the elements before another one by one, which is linear for the position in a long queue.

use std::cmp::Ordering;

/// An ordered set with ranks. Insertion, removal and rank take logarithmic time.
///
/// # Invariants
///
/// 1. The values left of a node are less than its value, those right of it are greater.
/// 2. The size of a node is one more than the sizes of its two sides.
/// 3. Neither side of a node weighs more than [`DELTA`] times the other. The weight of a side is its size plus one.
#[derive(Clone, Debug)]
pub(crate) struct RankedSet<T> {
    root: Tree<T>,
}

type Tree<T> = Option<Box<Node<T>>>;

#[derive(Clone, Debug)]
struct Node<T> {
    value: T,
    size: usize,
    left: Tree<T>,
    right: Tree<T>,
}

/// The largest allowed ratio of the weights of two sides.
const DELTA: usize = 3;

/// A single rotation restores the balance if the inner part of the heavy side weighs less than this many times the
/// outer part; otherwise a double rotation does.
const GAMMA: usize = 2;

fn size<T>(tree: &Tree<T>) -> usize {
    tree.as_ref().map_or(0, |node| node.size)
}

fn weight<T>(tree: &Tree<T>) -> usize {
    size(tree) + 1
}

fn node<T>(value: T, left: Tree<T>, right: Tree<T>) -> Box<Node<T>> {
    Box::new(Node { value, size: 1 + size(&left) + size(&right), left, right })
}

impl<T: Ord + Copy> RankedSet<T> {
    /// Returns `true` if the set has no elements.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Inserts an element, if it is not in the set.
    pub(crate) fn insert(&mut self, value: T) {
        self.root = Some(insert(self.root.take(), value));
    }

    /// Removes an element, if it is in the set.
    pub(crate) fn remove(&mut self, value: &T) {
        self.root = remove(self.root.take(), value);
    }

    /// Returns the number of elements that are less than a value.
    pub(crate) fn rank(&self, value: &T) -> usize {
        let mut rank = 0;
        let mut tree = &self.root;
        while let Some(node) = tree {
            if node.value < *value {
                // The node and its whole left side are less than the value.
                rank += 1 + size(&node.left);
                tree = &node.right;
            } else {
                tree = &node.left;
            }
        }
        rank
    }

    /// Returns the elements, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
        // An inorder traversal. The stack holds the nodes whose left sides are being visited.
        let mut above = Vec::new();
        let mut next = &self.root;
        std::iter::from_fn(move || {
            while let Some(node) = next {
                above.push(node);
                next = &node.left;
            }
            let node = above.pop()?;
            next = &node.right;
            Some(node.value)
        })
    }
}

impl<T> Default for RankedSet<T> {
    fn default() -> Self {
        Self { root: None }
    }
}

fn insert<T: Ord>(tree: Tree<T>, value: T) -> Box<Node<T>> {
    let Some(mut root) = tree else {
        return node(value, None, None);
    };
    match value.cmp(&root.value) {
        Ordering::Less => root.left = Some(insert(root.left.take(), value)),
        Ordering::Greater => root.right = Some(insert(root.right.take(), value)),
        Ordering::Equal => return root,
    }
    balanced(root)
}

fn remove<T: Ord>(tree: Tree<T>, value: &T) -> Tree<T> {
    let mut root = tree?;
    match value.cmp(&root.value) {
        Ordering::Less => root.left = remove(root.left.take(), value),
        Ordering::Greater => root.right = remove(root.right.take(), value),
        Ordering::Equal => {
            let Some(right) = root.right.take() else {
                return root.left;
            };
            // The next greater value replaces the removed one, which keeps the order of both sides.
            let (first, rest) = take_first(right);
            root.value = first;
            root.right = rest;
        }
    }
    Some(balanced(root))
}

/// Removes the least value of a tree. Returns it and the rest.
fn take_first<T>(mut root: Box<Node<T>>) -> (T, Tree<T>) {
    match root.left.take() {
        None => (root.value, root.right),
        Some(left) => {
            let (first, rest) = take_first(left);
            root.left = rest;
            (first, Some(balanced(root)))
        }
    }
}

/// Restores the size and the balance of a node of which one side has changed by one element.
fn balanced<T>(mut root: Box<Node<T>>) -> Box<Node<T>> {
    let (left, right) = (weight(&root.left), weight(&root.right));
    if right > DELTA * left {
        let Node { value, left, right, .. } = *root;
        return rotated_left(value, left, right);
    }
    if left > DELTA * right {
        let Node { value, left, right, .. } = *root;
        return rotated_right(value, left, right);
    }
    // A weight is a size plus one, and the node itself counts as one.
    root.size = left + right - 1;
    root
}

fn rotated_left<T>(value: T, left: Tree<T>, right: Tree<T>) -> Box<Node<T>> {
    let Some(heavy) = right else {
        return node(value, left, None);
    };
    let Node { value: top, left: inner, right: outer, .. } = *heavy;
    match inner {
        // A double rotation divides the inner part between both sides. A single one would only move its weight to the
        // other side.
        Some(inner) if inner.size + 1 >= GAMMA * weight(&outer) => {
            let below = node(value, left, inner.left);
            node(inner.value, Some(below), Some(node(top, inner.right, outer)))
        }
        inner => node(top, Some(node(value, left, inner)), outer),
    }
}

fn rotated_right<T>(value: T, left: Tree<T>, right: Tree<T>) -> Box<Node<T>> {
    let Some(heavy) = left else {
        return node(value, None, right);
    };
    let Node { value: top, left: outer, right: inner, .. } = *heavy;
    match inner {
        Some(inner) if inner.size + 1 >= GAMMA * weight(&outer) => {
            let below = node(value, inner.right, right);
            node(inner.value, Some(node(top, outer, inner.left)), Some(below))
        }
        inner => node(top, outer, Some(node(value, inner, right))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Checks the invariants. Returns the size of the tree.
    fn check(tree: &Tree<u32>) -> usize {
        let Some(node) = tree else {
            return 0;
        };
        let (left, right) = (check(&node.left), check(&node.right));
        assert_eq!(node.size, 1 + left + right);
        assert!(left < DELTA * (right + 1) && right < DELTA * (left + 1), "{left}, {right}");
        assert!(node.left.as_ref().is_none_or(|left| left.value < node.value));
        assert!(node.right.as_ref().is_none_or(|right| right.value > node.value));
        node.size
    }

    #[test]
    fn it_holds_what_a_plain_set_holds_and_stays_balanced() {
        let mut ranked = RankedSet::default();
        let mut plain = BTreeSet::new();
        let mut state = 7_u32;
        for step in 0..20_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Ascending values first, then any, and at the end more removals than insertions.
            let value = if step < 2_000 { step } else { state >> 20 };
            if step < 12_000 && state % 5 > 0 || state % 5 == 0 {
                ranked.insert(value);
                plain.insert(value);
            } else {
                ranked.remove(&value);
                plain.remove(&value);
            }
            assert_eq!(ranked.rank(&value), plain.range(..value).count());
            if step % 100 == 0 {
                assert_eq!(check(&ranked.root), plain.len());
                assert!(ranked.iter().eq(plain.iter().copied()));
            }
        }
        assert_eq!(ranked.is_empty(), plain.is_empty());
    }
}
