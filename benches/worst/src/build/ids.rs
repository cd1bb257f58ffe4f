//! The ids of groups, and language tags: what several parts of an input refer to.

use crate::build::colliding;
use crate::genome::ScaledGenome;

const MOST_GROUPS: usize = 100_000;

/// How many groups there are: two at least.
pub fn groups(genome: ScaledGenome<'_>) -> usize {
    genome.get("groups").clamp(2, MOST_GROUPS)
}

/// The id of a group by its number: short, long, or one that collides with others in a hash table.
pub fn group_id(genome: ScaledGenome<'_>, number: usize) -> String {
    match genome.get("ids") {
        0 => format!("g{number}"),
        1 => format!("{number}-{}", "x".repeat(58 - number.to_string().len())),
        2 => format!("{}-{number}", "x".repeat(58 - number.to_string().len())),
        _ => colliding::id(number, groups(genome)),
    }
}

/// A well-formed language tag of a number, by its shape.
pub fn language(shape: usize, number: usize) -> String {
    let letter = |base: u8, number: usize| char::from(base + (number % 26) as u8);
    let two = |base: u8, number: usize| {
        String::from_iter([letter(base, number / 26), letter(base, number)])
    };
    match shape {
        0 => format!("{}-{}", two(b'a', number), two(b'A', number / 676)),
        1 => format!("en-{}", two(b'A', number)),
        2 => format!("zh-Hant-{}", two(b'A', number)),
        3 => format!("sr-x-{number:08}"),
        4 => format!("de-{number:08}"),
        5 => format!("en-x{}-{number}", "-abcdefgh".repeat(5)),
        6 => format!("{}{}", two(b'b', number), letter(b'a', number / 676)),
        _ => two(b'a', number),
    }
}
