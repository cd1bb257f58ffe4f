//! Misspelt words: each small edit of a correct word is answered with that word or with no word.

use std::collections::BTreeSet;

use crate::condition::{MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS, operators};
use crate::draft::OBJECTS;
use crate::error::Suggester;
use crate::settings::Permission;
use crate::visitor::{FIELDS, NAMED_FIELDS};
use crate::vocabulary::spelling_key;

/// Returns every word that differs by one letter: left out, replaced, added or swapped with the next one.
fn edits(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut edits = BTreeSet::new();
    let mut add = |letters: &[char]| {
        edits.insert(letters.iter().collect::<String>());
    };
    for n in 0..=letters.len() {
        // Vowels and an `s` change words most often into other words. A digit, a separator and an
        // upper case letter have rules of their own.
        for c in ['a', 'e', 's', 'y', '_', '2', 'X'] {
            let mut longer = letters.clone();
            longer.insert(n, c);
            add(&longer);
            if n < letters.len() {
                let mut other = letters.clone();
                other[n] = c;
                add(&other);
            }
        }
        if n < letters.len() {
            let mut shorter = letters.clone();
            shorter.remove(n);
            add(&shorter);
        }
        if n + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(n, n + 1);
            add(&swapped);
        }
    }
    edits
}

/// Returns the sets of words of which one is expected: the keys of each object, operators, fields and values.
fn word_sets() -> Vec<Vec<String>> {
    // An edit of `$schema`, which is for tools, is often an edit of `schema`, too.
    let is_for_people = |word: &&&str| !word.starts_with('$');
    let owned = |words: &[&str]| {
        words.iter().filter(is_for_people).map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let mut sets: Vec<Vec<String>> = OBJECTS.iter().map(|spec| owned(spec.key_names)).collect();
    let of = |specs: &[crate::condition::ConditionKey]| {
        specs.iter().map(|spec| spec.word.to_owned()).collect::<Vec<_>>()
    };
    sets.push([of(NODE_KEYS), of(OPERATOR_KEYS)].concat());
    sets.push([of(OPERATOR_KEYS), of(MODIFIER_KEYS)].concat());
    sets.extend(FIELDS.iter().map(|spec| owned(operators(spec.field.kind()))));
    let named = NAMED_FIELDS.iter().map(|spec| format!("{}plan", spec.start));
    sets.push(FIELDS.iter().map(|spec| spec.word.to_owned()).chain(named).collect());
    sets.push(Permission::ALL.map(|permission| permission.as_str().to_owned()).to_vec());
    for words in [
        &["available", "busy", "offline", "closed"][..],
        &["open", "closed"],
        &["online", "away", "invisible", "offline"],
        &["assignment", "selection", "group_code", "trigger"],
        &["broadcast", "ranked", "least_busy", "round_robin", "weighted", "longest_idle"],
        &["off", "optional", "required"],
        &["assigned", "ask", "unassigned"],
        &["Europe/Paris", "Europe/Berlin", "America/Paramaribo", "Europe/Madrid", "UTC", "NZ"],
        &["team-1", "team-2", "fr-sales", "de-sales", "support", "support-de", "vip", "VIP2"],
    ] {
        sets.push(owned(words));
    }
    sets
}

#[test]
fn each_small_edit_of_a_word_is_answered_with_that_word_or_with_nothing() {
    let (mut answered, mut all) = (0, 0);
    for words in word_sets() {
        for word in &words {
            for edit in edits(word) {
                // Without case the edit may be another correct word.
                let is_other =
                    |other: &String| other != word && spelling_key(other) == spelling_key(&edit);
                if words.contains(&edit) || words.iter().any(is_other) {
                    continue;
                }
                let found = Suggester::default().find(&edit, words.iter().map(String::as_str));
                // The edit of one word may be near another one, too. A wrong suggestion is worse
                // than none.
                assert!(found.is_none_or(|found| found == word), "{edit} for {word}: {found:?}");
                all += 1;
                answered += usize::from(found.is_some());
            }
        }
    }
    // Short words have no answer, nor have edits of a digit or of a whole part.
    assert!(answered * 2 > all, "{answered} of {all}");
}

#[test]
fn words_of_one_set_are_never_proposed_for_each_other() {
    for words in word_sets() {
        for word in &words {
            let others = words.iter().map(String::as_str).filter(|other| other != word);
            let found = Suggester::default().find(word, others);
            assert_eq!(found, None, "{word}");
        }
    }
}
