//! Operators in other systems.
//!
//! The table needs no words that start with a negation (`not_`, `does_not_`, `is_not_`, `!`) or end with `_not`: the
//! reader removes the negation, looks the rest up, and answers with `not` around that operator.

use crate::vocabulary::OperatorAnswer::{
    Advice, Between, Each, Exists, IgnoringCase, Includes, IsBoolean, Not, NotBetween, NotEach,
    Operator,
};
use crate::vocabulary::{Alias, OperatorAnswer, alias};

// A word must never be answered with an operator of the opposite meaning. A test checks every word
// of this table against fields of each type.
pub(crate) static OPERATORS: &[Alias<OperatorAnswer>] = &[
    // Equality.
    alias(
        "equals equal eq == === = equal_to equals_to is_equal_to is_equal exactly exact same \
         same_as is_exactly matches_exactly exact_match is_same veq string_equals str_eq \
         equals_string equality num_eq is_the_same_as identical term : equal_to_boolean \
         value_is equals_value set_is strict_equals",
        Operator("is"),
    ),
    alias(
        "is_not isnt not_is ne neq != !== <> ≠ not_equal not_equals not_equal_to unequal \
         differs different different_from other_than is_different vne nequal inequality \
         not_same string_not_equals is_other_than does_not_equal doesnt_equal bang \
         anything_but not_value but_not all_but",
        Not("is"),
    ),
    // Lists.
    alias(
        "one_of any_of is_one_of is_any_of in_list is_in among within_list contained_in \
         element_of included_in in_array in_set is_either equals_any equals_one_of is_in_list \
         member_of belongs_to ∈ values terms equals_any_of part_of_set whitelist allowlist \
         any_in",
        Operator("in"),
    ),
    alias(
        "nin none_of is_none_of not_one_of not_any_of is_not_one_of is_not_any_of not_among \
         is_not_in not_in_list excluded_from outside_of ∉ equals_none_of is_neither nor \
         not_member_of none blacklist denylist not_part_of_set",
        Operator("not_in"),
    ),
    // Parts of texts.
    alias(
        "includes include has including array_contains list_contains has_item has_tag \
         elem_match",
        Includes,
    ),
    alias(
        "containing substring like has_substring includes_text contains_text contain \
         text_contains str_contains contains_string is_containing contains_token match_phrase \
         find search keyword cont substr substring_of partial partial_match partially_matches \
         mentions set_contains contains_key match_substring has_text",
        Operator("contains"),
    ),
    alias(
        "not_contains does_not_contain doesnt_contain not_contain excludes exclude \
         not_includes does_not_include not_like unlike lacks not_has not_containing without \
         omits not_contains_token has_no contains_no",
        Not("contains"),
    ),
    alias(
        "prefix begins_with starts begin_with start_with starting_with has_prefix start \
         begins beginning_with is_prefixed_by str_starts_with string_starts_with sw starting \
         match_prefix starts_from",
        Operator("starts_with"),
    ),
    alias("^= ^", Operator("starts_with")),
    alias(
        "suffix ends ending_with end_with has_suffix end finishes_with str_ends_with \
         string_ends_with ew match_suffix",
        Operator("ends_with"),
    ),
    alias("$= $", Operator("ends_with")),
    alias("*=", Operator("contains")),
    alias(
        "regex regexp pattern =~ re matches_regex match_regex regex_match matches_pattern \
         rlike regular_expression is_match expression matches_regexp match_regexp regexp_like \
         similar_to match regex_matches matches_partial_regex str_matches string_matches rx \
         re_match partial_regex full_match regular_expression_match matches_re2 \
         matches_string",
        Operator("matches"),
    ),
    alias("~", Advice("`contains` finds a text, `matches` a regular expression")),
    alias("~* iregex regexi ~~*", IgnoringCase("matches")),
    alias(
        "!~",
        Advice("put `not` around `matches` for a regular expression, around `contains` for a text"),
    ),
    alias("not_regex not_regexp not_matching mismatch unmatched not_re", Not("matches")),
    alias(
        "glob wildcard wildcards fnmatch minimatch",
        Advice(
            "write the text between the stars with `starts_with`, `contains` or `ends_with`, or \
         an expression with `matches`",
        ),
    ),
    alias(
        "icontains contains_ignore_case contains_case_insensitive contains_ci ilike i_cont \
         string_contains_ignore_case",
        IgnoringCase("contains"),
    ),
    alias(
        "iexact iequals ieq equals_ignore_case equals_case_insensitive equals_ci iis ==~ \
         equal_ignore_case string_equals_ignore_case",
        IgnoringCase("is"),
    ),
    alias("istartswith starts_with_ignore_case iprefix", IgnoringCase("starts_with")),
    alias("iendswith ends_with_ignore_case isuffix", IgnoringCase("ends_with")),
    // Several texts at once.
    alias(
        "contains_any contains_one_of includes_any has_any contains_any_of contains_some \
         includes_one_of contains_either intersects overlaps has_any_of",
        Each("any", "contains"),
    ),
    alias(
        "contains_all includes_all has_all contains_each contains_all_of contains_every \
         superset_of",
        Each("all", "contains"),
    ),
    alias(
        "contains_none contains_none_of not_contains_any includes_none does_not_contain_any \
         excludes_any excludes_all has_none",
        NotEach("any", "contains"),
    ),
    alias(
        "starts_with_any starts_with_one_of prefix_in starts_with_any_of",
        Each("any", "starts_with"),
    ),
    alias("ends_with_any ends_with_one_of suffix_in ends_with_any_of", Each("any", "ends_with")),
    alias(
        "matches_any matches_one_of match_any_of regex_any matches_any_of",
        Each("any", "matches"),
    ),
    // Hosts and languages.
    alias(
        "domain domain_is subdomain_of is_subdomain_of in_domain under inside host_is part_of \
         child_of belongs_to_domain covers is_within",
        Operator("within"),
    ),
    // Numbers.
    alias(
        "gt > greater_than greater more_than more larger_than larger over exceeds bigger_than \
         higher_than is_greater_than is_more_than vgt number_greater is_over exceed num_gt",
        Operator("above"),
    ),
    alias(
        "gte >= ≥ ge => greater_than_or_equal greater_or_equal min minimum not_less_than \
         greater_than_equal no_less_than is_at_least greater_than_or_equal_to gteq \
         greater_equal greater_than_inclusive vgte from or_more not_below not_lt \
         no_fewer_than not_fewer_than more_than_or_equal greater_or_equals \
         greater_or_equal_to min_value minimum_value lower_bound more_or_equal",
        Operator("at_least"),
    ),
    alias(
        "lt < less_than less fewer_than fewer smaller_than smaller under_number lower_than \
         lower is_less_than vlt number_less num_lt",
        Operator("below"),
    ),
    alias(
        "lte <= ≤ le =< less_than_or_equal less_or_equal max maximum not_more_than \
         less_than_equal up_to no_more_than is_at_most less_than_or_equal_to lteq less_equal \
         less_than_inclusive vlte or_less not_above not_gt not_greater_than no_greater_than \
         not_over less_or_equals less_or_equal_to max_value maximum_value upper_bound \
         fewer_or_equal",
        Operator("at_most"),
    ),
    alias("not_gte not_at_least", Operator("below")),
    alias("not_lte not_at_most", Operator("above")),
    alias(
        "between range in_range is_between from_to within_range inclusive_between bounds \
         interval min_max",
        Between,
    ),
    alias("not_between not_in_range outside out_of_range is_not_between", NotBetween),
    // Existence: whether the value is known.
    alias(
        "is_set exist is_known known defined is_defined present is_present not_null \
         is_not_null not_empty is_not_empty non_empty any_value has_value has_any_value set \
         not_blank is_not_blank is_not_unset has_property filled is_filled non_null \
         not_missing is_provided given has_key has_data",
        Exists(true),
    ),
    alias(
        "not_exists does_not_exist doesnt_exist is_null null is_unset unset not_set \
         is_not_set unknown is_unknown undefined is_undefined missing is_missing absent \
         is_absent not_present is_not_present has_no_value not_has_property is_not_known \
         not_known no_value is_nil nil is_empty empty blank is_blank not_defined \
         is_not_defined not_has_value doesnt_have no_property has_no_data",
        Exists(false),
    ),
    alias("is_true true truthy checked yes", IsBoolean(true)),
    alias("is_false false falsy unchecked no is_not_true", IsBoolean(false)),
    // Operators without a counterpart.
    alias(
        "before after date_before date_after older_than newer_than during on_date since until \
         weekday day_of_week hour time_between",
        Advice(
            "a schedule says when: `{\"field\": \"schedule.office\", \"is\": \"open\"}`, with one \
         of your schedules",
        ),
    ),
    alias(
        // Routing is deterministic: a share of visitors is a bucket of their ids, not a random
        // choice.
        "mod modulo % percent percentage rollout split sample probability percentage_split",
        Advice("a share of visitors is `{\"field\": \"bucket.test\", \"below\": 50}`"),
    ),
    alias(
        "semver semver_eq semver_equal semver_gt semver_lt semver_less_than \
         semver_greater_than version_gt version_lt version_equal version",
        Advice("versions are texts; write `is`, `starts_with` or `matches`"),
    ),
    alias(
        "changed changed_to changed_from not_changed becomes became",
        Advice("a visitor is looked at as they are now; write `is`"),
    ),
    alias(
        "cidr ip_address ip_in_range in_subnet ip_range not_ip_address",
        Advice(
            "addresses are not looked at; your site can tell of a network: `{\"field\": \
         \"attribute.network\", \"is\": \"office\"}`",
        ),
    ),
    alias(
        "segment_match in_segment segment not_in_segment in_audience cohort in_group \
         not_in_group",
        Advice(
            "a host tells of a segment with an attribute: `{\"field\": \"attribute.segment\", \
         \"is\": \"vip\"}`",
        ),
    ),
    alias(
        "soundex fuzzy approx distance near levenshtein sounds_like",
        Advice("there is no vague comparison; write `contains` or `matches`"),
    ),
];
