//! Keys of conditions in other systems, except operators.

use crate::vocabulary::{Alias, alias};

/// The purpose of a key of a condition in another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeAnswer {
    /// Joins a list of conditions, as this key does here.
    Join(&'static str),
    /// Joins a list of conditions, as `not` around this key does here.
    NotJoin(&'static str),
    /// Holds a condition or a list of conditions. Another key says how the list is joined, or no key does.
    Parts,
    /// Names the field, as `field` does here.
    Field,
    /// Names the operator, which is a key here.
    Operator,
    /// Holds the value that the operator compares with.
    Value,
    /// Modifies the predicate, as this key does here.
    Modifier(&'static str),
    /// Negates the condition if it is true.
    Negation,
    /// Has no counterpart here. Advice in words.
    Advice(&'static str),
}

// Words of the same purpose are in one entry, so the reader can build the condition that was
// meant and check the parts of it.
pub(crate) static NODES: &[Alias<NodeAnswer>] = &[
    alias(
        "and && all_of every each must match_all and_conditions all_conditions conjunction \
         both meet_all_conditions intersection",
        NodeAnswer::Join("all"),
    ),
    alias(
        "or || any_of some either should one_of match_any or_conditions any_conditions \
         disjunction at_least_one meet_any_conditions union",
        NodeAnswer::Join("any"),
    ),
    alias(
        "none nor none_of must_not neither not_any no_conditions not_or",
        NodeAnswer::NotJoin("any"),
    ),
    alias("nand not_all not_and not_every", NodeAnswer::NotJoin("all")),
    alias(
        "! ¬ negate_condition isnt isnot unless except",
        NodeAnswer::Advice("write `{\"not\": …}` around the condition"),
    ),
    alias(
        "conditions rules clauses filters predicates children operands expressions criteria \
         tests parts group groups filter_groups predicate_groups condition_groups nodes items \
         subconditions terms condition_set ruleset if when where bool query condition rule \
         filter expression",
        NodeAnswer::Parts,
    ),
    alias(
        "attribute property fact var variable property_name attribute_name field_name param \
         parameter trait dimension metric column subject left lhs source_field attr prop \
         data_field custom_field key name target_field selector path",
        NodeAnswer::Field,
    ),
    alias(
        "operator op comparator comparison predicate method relation cmp matcher match_type \
         match test operation compare verb rel qualifier combinator logic logical_operator \
         join type mode conjunction_type",
        NodeAnswer::Operator,
    ),
    alias(
        "value values val expected operand arg argument args rhs right constant \
         comparison_value target literal property_value to compare_to",
        NodeAnswer::Value,
    ),
    alias(
        "case_insensitive insensitive nocase ignorecase i caseless fold_case",
        NodeAnswer::Modifier("ignore_case"),
    ),
    alias(
        "default if_missing on_missing if_null on_null when_unknown unknown default_value \
         if_absent default_result if_undefined on_unknown unknown_is missing_as \
         treat_missing_as if_not_known",
        NodeAnswer::Modifier("if_unknown"),
    ),
    alias(
        "case_sensitive match_case sensitive respect_case",
        NodeAnswer::Advice(
            "text is compared with case unless `\"ignore_case\": true` stands beside the operator",
        ),
    ),
    alias(
        "flags options modifiers regex_options",
        NodeAnswer::Advice(
            "for a comparison without case write `\"ignore_case\": true` beside the operator",
        ),
    ),
    alias(
        "negate negated invert inverted inverse negation exclude excluded is_negated reverse",
        NodeAnswer::Negation,
    ),
    alias(
        // There is no `xor`. With `not`, `all` and `any` it can be written, and the author sees
        // that unknown values need care.
        "xor",
        NodeAnswer::Advice(
            "write `{\"any\": [{\"all\": […, {\"not\": …}]}, {\"all\": [{\"not\": …}, …]}]}`",
        ),
    ),
    alias(
        "then else assign_to action event",
        NodeAnswer::Advice("a condition only says when; what follows stands in the trigger"),
    ),
];

/// Values of keys in other systems that say how conditions are joined.
pub(crate) static JOINS: &[Alias<&'static str>] = &[
    alias("and all && every match_all must all_of conjunction", "all"),
    alias("or any || some either match_any should any_of disjunction", "any"),
];
