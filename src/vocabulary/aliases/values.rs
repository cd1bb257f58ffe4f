//! Words of other systems that are values.

use crate::vocabulary::ValueAnswer::{Advice, Word};
use crate::vocabulary::{Alias, ValueAnswer, alias};

type Values = &'static [Alias<ValueAnswer>];

// A word is only in a table if one answer is right for most systems that use it. Other words get
// advice.
pub(crate) static STRATEGIES: Values = &[
    alias(
        "all everyone everybody ring_all notify_all simultaneous any first_come \
         first_to_accept manual shared open pull none",
        Word("broadcast"),
    ),
    alias(
        "ordered linear sequential priority order failover top_down hunt rank in_order \
         ordered_list ranking fixed_order first",
        Word("ranked"),
    ),
    alias(
        "least_active least_loaded load balanced load_balanced least_chats fewest \
         least_conversations load_balancing least_connections least_assigned \
         fewest_conversations lowest_load",
        Word("least_busy"),
    ),
    alias(
        "circular rotate rotation cyclic rr turn turns uniform rotating alternate",
        Word("round_robin"),
    ),
    alias("weight weights weighted_round_robin proportional share percentage", Word("weighted")),
    alias(
        "idle longest_waiting most_idle idle_time longest_available longest_idle_agent \
         most_idle_agent",
        Word("longest_idle"),
    ),
    alias("random auto automatic", Advice("there is no chance in it: `round_robin` gives turns")),
];

// Most systems have a switch with two states. Its "on" does not force anybody to select, so it is
// `optional`.
pub(crate) static ACCEPT_MODES: Values = &[
    alias("manual offer ring asked accept confirm false no", Word("ask")),
    alias("auto automatic assigned immediate direct force at_once true yes", Word("assign")),
];

pub(crate) static PICKER_MODES: Values = &[
    alias("on enabled yes true visible show allowed may voluntary", Word("optional")),
    alias("mandatory must forced force always compulsory obligatory", Word("required")),
    alias("none disabled no false hidden never inactive", Word("off")),
];

pub(crate) static OUTCOMES: Values = &[
    alias("group routed matched success placed", Word("assigned")),
    alias("picker prompt question choose required pick", Word("ask")),
    alias("none nobody nothing unmatched unrouted no_group no_match", Word("unassigned")),
];

// An agent who is busy or idle must not get visitors, so these words are `away` and not `online`.
pub(crate) static AGENT_STATUSES: Values = &[
    alias("available active ready present connected on", Word("online")),
    alias("busy idle dnd do_not_disturb break absent pause paused lunch", Word("away")),
    alias("hidden ghost silent", Word("invisible")),
    alias("inactive unavailable disconnected off logged_out gone", Word("offline")),
];

// A group serves while it is available or busy, so a word for "open" has no single answer.
pub(crate) static GROUP_STATES: Values = &[
    alias(
        "online open active",
        Advice("a group that serves is `available` or `busy`: `\"in\": [\"available\", \"busy\"]`"),
    ),
    alias("free ready idle", Word("available")),
    alias("full occupied overloaded", Word("busy")),
    alias("away unattended empty", Word("offline")),
    alias(
        "unavailable not_available inactive",
        Advice(
            "a group that cannot serve is `offline` or `closed`: `\"in\": [\"offline\", \
         \"closed\"]`",
        ),
    ),
    alias("out_of_hours after_hours shut", Word("closed")),
];

pub(crate) static SCHEDULE_STATES: Values = &[
    alias(
        "opened online available active on true yes business_hours working in_hours",
        Word("open"),
    ),
    alias(
        "close shut offline unavailable inactive off false no holiday after_hours \
         out_of_hours not_open away",
        Word("closed"),
    ),
];

pub(crate) static STAFF_STATES: Values = &[
    alias("available open present active on any some", Word("online")),
    alias(
        "away busy none closed unavailable absent inactive off all_offline nobody not_online \
         invisible",
        Word("offline"),
    ),
];

// The default group is no source: naming it would not change when it is chosen.
pub(crate) static SOURCES: Values = &[
    alias("code page page_code site snippet group_id embed department", Word("group_code")),
    alias("picker choice pick user visitor chosen selected prechat form", Word("selection")),
    alias("rules rule triggers routing conditions automation", Word("trigger")),
    alias("api agent manual host server assigned assign transfer", Word("assignment")),
    alias(
        "default default_group fallback",
        Advice("the group of `default_group` comes after all sources by itself; leave it out"),
    ),
];

// A word for all permissions must not be answered with a narrow one, so it gets the role instead.
pub(crate) static PERMISSIONS: Values = &[
    alias(
        "manage_users manage_operators manage_members users agents manage_staff",
        Word("manage_agents"),
    ),
    alias(
        "manage_rules manage_routing rules triggers manage_automations manage_workflows",
        Word("manage_triggers"),
    ),
    alias("manage_teams manage_departments groups teams manage_queues", Word("manage_groups")),
    alias(
        "manage_workspace manage_account settings configure manage_configuration \
         manage_schedules manage_roles",
        Word("manage_settings"),
    ),
    alias(
        "assign transfer assign_chats assign_conversations transfer_visitors transfer_chats \
         assign_visitor",
        Word("assign_visitors"),
    ),
    alias(
        "admin all * full everything owner",
        Advice("the role `admin` has every permission: `\"role\": \"admin\"`"),
    ),
];

/// Other names of the built-in roles.
pub(crate) static ROLES: Values = &[
    alias("administrator owner supervisor manager superuser root", Word("admin")),
    alias("user member operator employee staff basic normal default none", Word("agent")),
];
