//! Keys of objects other than conditions in other systems.

use crate::vocabulary::KeyAnswer::{Advice, Instead, Key, Opposite};
use crate::vocabulary::{Alias, KeyAnswer, alias};

type Keys = &'static [Alias<KeyAnswer>];

// Each object has its own table, so a word such as `default` can have another answer in another
// object.
pub(crate) static WORKSPACE: Keys = &[
    alias(
        "teams departments queues inboxes skills channels divisions units group_list",
        Key("groups"),
    ),
    alias(
        "users operators staff members people employees teammates agent_list reps humans \
         admins workers",
        Key("agents"),
    ),
    alias(
        "rules routing_rules routes routing automations workflows filters conditions policies \
         flows assignment_rules trigger_rules actions campaigns task_routing activation_rules \
         greetings trigger_list",
        Key("triggers"),
    ),
    alias(
        "fallback default fallback_group default_team default_department default_queue \
         otherwise else catch_all default_route default_filter",
        Key("default_group"),
    ),
    alias("locales langs supported_languages", Key("languages")),
    alias(
        "language lang locale default_language default_locale",
        Advice("the first of `languages` is the default language: `\"languages\": [\"en\"]`"),
    ),
    alias(
        "hours business_hours opening_hours office_hours working_hours calendars timetables \
         availabilities opening_times",
        Key("schedules"),
    ),
    alias(
        "timezone tz zone default_timezone",
        Advice(
            "each schedule has its own `zone`: `\"schedules\": [{\"id\": \"office\", \"zone\": \
         \"Europe/Paris\"}]`",
        ),
    ),
    alias(
        "prechat prechat_form selector chooser menu picklist widget group_picker \
         department_selector",
        Key("picker"),
    ),
    alias("order source_order sources priority priorities source_priority", Key("precedence")),
    alias("limits quota quotas subscription license tier", Key("plan")),
    alias("profiles permission_sets access_levels user_roles", Key("roles")),
    alias(
        "permissions",
        Advice(
            "a role holds them: `\"roles\": [{\"id\": \"lead\", \"permissions\": \
         [\"manage_groups\"]}]`",
        ),
    ),
    alias("tests cases examples expectations samples test_cases expected scenarios", Key("expect")),
    alias("asserts assert invariants checks guarantees constraints", Key("assertions")),
    alias("schema_version format format_version", Key("schema")),
    alias("revision rev etag", Key("version")),
];

pub(crate) static PICKER: Keys = &[
    alias("type state policy behaviour behavior", Key("mode")),
    alias(
        "enabled on active show visible display",
        Advice("write `\"mode\": \"optional\"`, or `\"mode\": \"off\"` for none"),
    ),
    alias(
        "required mandatory force forced must_pick",
        Advice("write `\"mode\": \"required\"`, or `\"mode\": \"optional\"`"),
    ),
    alias("disabled off hidden", Advice("write `\"mode\": \"off\"`, or `\"mode\": \"optional\"`")),
    alias(
        "title text label prompt message heading header placeholder caption greeting",
        Key("question"),
    ),
    alias(
        "hide_offline hide_closed hide_busy hide_unavailable_groups only_available \
         available_only online_only hide_offline_departments only_online",
        Key("hide_unavailable"),
    ),
    alias(
        "show_unavailable show_offline show_closed show_all display_offline",
        Opposite("hide_unavailable"),
    ),
    alias(
        "groups choices options items departments teams",
        Advice("every group without `private` is offered, in the order of `groups`"),
    ),
];

pub(crate) static PLAN: Keys = &[
    alias(
        "agents seats max_seats max_users users agent_limit max_operators max_members \
         seat_limit",
        Key("max_agents"),
    ),
    alias(
        "groups teams departments max_teams max_departments group_limit max_queues",
        Key("max_groups"),
    ),
    alias("routing routing_enabled departments_enabled use_groups", Key("group_routing")),
];

pub(crate) static ROLE: Keys = &[
    alias("name key role code slug title label role_id", Key("id")),
    alias(
        "rights scopes grants can allow allowed privileges abilities capabilities access may",
        Key("permissions"),
    ),
];

pub(crate) static SCHEDULE: Keys = &[
    alias("name key code slug title label schedule_id", Key("id")),
    alias("timezone tz tzid zone_id zone_info iana_timezone time_zone_id", Key("zone")),
    alias(
        "utc_offset offset gmt_offset",
        Instead("zone", "name the zone, which knows summer time: `\"zone\": \"Europe/Paris\"`"),
    ),
    alias(
        "days week weekdays hours opening_hours business_hours working_hours office_hours \
         times open schedule intervals weekly_hours regular_hours timetable slots",
        Key("weekly"),
    ),
    alias(
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday \
         tues weds thur thurs weekend",
        Advice("the days stand in `weekly`: `\"weekly\": {\"mon\": [\"09:00-18:00\"]}`"),
    ),
    alias(
        "holidays closures special_days special_hours overrides dates specials exception \
         closed_days vacations closed_dates blackouts days_off bank_holidays",
        Key("exceptions"),
    ),
];

// Names of days in English, French, German and Spanish. A key is one day, so ranges of days get
// advice.
pub(crate) static WEEKLY: Keys = &[
    alias("monday mo mond mondays lundi lun montag lunes", Key("mon")),
    alias("tuesday tu tues tuesdays mardi mar dienstag martes", Key("tue")),
    alias("wednesday we weds wednes wednesdays mercredi mer mittwoch miercoles", Key("wed")),
    alias("thursday th thur thurs thursdays jeudi jeu donnerstag jueves", Key("thu")),
    alias("friday fr frid fridays vendredi ven freitag viernes", Key("fri")),
    alias("saturday sa satur saturdays samedi sam samstag sabado", Key("sat")),
    alias("sunday su sund sundays dimanche dim sonntag domingo", Key("sun")),
    alias(
        "weekdays workdays weekday mon_fri monday_friday mon_to_fri monday_to_friday mo_fr \
         everyday daily all weekend weekends sat_sun business_days default",
        Advice("each day stands by itself: `\"mon\": [\"09:00-18:00\"]`"),
    ),
    alias(
        "0 1 2 3 4 5 6 7 d0 d1 d2 d3 d4 d5 d6 d7",
        Advice("the days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`"),
    ),
    alias(
        "timezone tz zone",
        Advice("the schedule holds it, beside `weekly`: `\"zone\": \"Europe/Paris\"`"),
    ),
];

pub(crate) static EXCEPTION: Keys = &[
    alias("day on when date_of", Key("date")),
    alias(
        "dates days",
        Instead("date", "each date is an exception of its own: `\"date\": \"2026-12-25\"`"),
    ),
    alias(
        "from start start_date begin starts_on starts first",
        Instead("date", "each date is an exception of its own: `\"date\": \"2026-12-25\"`"),
    ),
    alias(
        "to end end_date until ends_on ends last",
        Instead("date", "each date is an exception of its own: `\"date\": \"2026-12-25\"`"),
    ),
    alias(
        "hours open times slots intervals opening_hours ranges periods windows spans_of_day",
        Key("spans"),
    ),
    alias(
        "closed is_closed all_day holiday off",
        Instead("spans", "a date without spans is closed: `\"spans\": []`"),
    ),
];

// Status and load have no key: they change all the time, and the host reports them by heartbeats.
pub(crate) static AGENT: Keys = &[
    alias(
        "email mail username login user user_id agent_id uid uuid code key slug account \
         operator_id",
        Key("id"),
    ),
    alias("full_name display_name label title first_name nickname alias", Key("name")),
    alias("type profile access access_level user_role roles position", Key("role")),
    alias(
        "admin is_admin administrator owner supervisor",
        Advice("write `\"role\": \"admin\"`, or `\"role\": \"agent\"`"),
    ),
    alias(
        "permissions rights scopes",
        Advice("the agent's role holds them: `\"role\": \"admin\"`"),
    ),
    alias("langs spoken_languages locales speaks", Key("languages")),
    alias("lang language locale", Advice("write a list: `\"languages\": [\"fr\"]`")),
    alias(
        "capacity limit max max_chats max_concurrent concurrency chat_limit concurrent_chats \
         max_load slots max_concurrent_chats max_active_chats chats_limit concurrent_limit \
         max_chats_count max_open simultaneous_chats max_capacity conversation_limit \
         conversations_limit max_tasks max_conversation",
        Key("max_conversations"),
    ),
    alias(
        "groups teams departments group team department queues skills attributes",
        Advice("a group lists its agents: `agents` of each of `groups`"),
    ),
    alias(
        "status online available enabled active presence state disabled away",
        Advice("who is online is told by the host, not by this document; leave it out"),
    ),
];

pub(crate) static GROUP: Keys = &[
    alias(
        "weight weights",
        Advice("a member has it: `\"agents\": [{\"id\": \"ana\", \"weight\": 2}]`"),
    ),
    alias("code key slug group_id uuid uid identifier team_id department_id group_code", Key("id")),
    alias(
        "title label display_name names group_name text friendly_name department_name \
         team_name",
        Key("name"),
    ),
    alias(
        "members users operators staff people agent_ids member_ids assigned_agents assignees \
         user_ids humans teammates workers team operator_ids group_members",
        Key("agents"),
    ),
    alias("hidden is_private internal invisible secret is_hidden unlisted", Key("private")),
    alias(
        "public is_public visible is_visible show shown listed show_in_picker selectable",
        Opposite("private"),
    ),
    alias("active is_active is_enabled on live published", Key("enabled")),
    alias("disabled inactive paused archived off draft is_disabled deleted", Opposite("enabled")),
    alias(
        "hours opening_hours business_hours office_hours schedule_id calendar working_hours \
         availability opening_times calendar_id schedules timetable",
        Key("schedule"),
    ),
    alias("timezone tz zone", Advice("its schedule has the `zone`: `\"schedule\": \"office\"`")),
    alias(
        "backup fallback_group fallback_to next else otherwise failover default fallback_id \
         backup_group fallback_group_id overflow_to overflow_group transfer_to fallback_queue",
        Key("fallback"),
    ),
    alias(
        "routing distribution routing_mode mode algorithm assignment_method method \
         routing_strategy assignment distribution_strategy distribution_method routing_type \
         routing_method ring_strategy assignment_mode",
        Key("strategy"),
    ),
    alias(
        "timeout ring_seconds ring_time offer_timeout answer_timeout ring_timeout \
         accept_seconds accept_timeout reservation_timeout",
        Key("offer_seconds"),
    ),
    alias("retry_after retry_after_seconds cooldown retry retry_delay", Key("retry_seconds")),
    alias(
        "reassign_seconds reassign_after reassign requeue_after_seconds",
        Key("reassign_after_seconds"),
    ),
    alias("escalations escalate escalate_to escalation_rules", Key("escalation")),
    alias(
        "max_queue queue_size queue_limit max_queue_size queue_capacity max_waiting_visitors \
         queue_max",
        Key("max_waiting"),
    ),
    alias("notification_limit max_notifications max_open_notices notice_limit", Key("max_notices")),
    alias(
        "sticky_agent stickiness same_agent preferred_agent affinity last_agent_first",
        Key("sticky"),
    ),
    alias(
        "priority order position rank index sort sort_order",
        Advice("the order of `groups` is the order in which visitors see them; leave it out"),
    ),
    alias(
        "conditions condition rules when if triggers",
        Advice("a trigger sends visitors here: `assign_to` of one of `triggers`"),
    ),
];

pub(crate) static MEMBER: Keys = &[
    alias("agent agent_id user user_id member name email operator key", Key("id")),
    alias("share ratio percent percentage priority level load", Key("weight")),
];

pub(crate) static ESCALATION: Keys = &[
    alias(
        "after seconds delay delay_seconds wait wait_seconds timeout after_secs \
         seconds_waiting when",
        Key("after_seconds"),
    ),
    alias(
        "minutes after_minutes delay_minutes wait_minutes",
        Instead("after_seconds", "write seconds: `\"after_seconds\": 60`"),
    ),
    alias(
        "group target escalate_to assign_to group_id transfer_to destination team department",
        Key("to"),
    ),
];

pub(crate) static TRIGGER: Keys = &[
    alias("key uuid uid trigger_id rule_id code slug", Key("id")),
    alias(
        "title label display_name description friendly_name comment filter_friendly_name \
         rule_name",
        Key("name"),
    ),
    alias("active is_active is_enabled on live published", Key("enabled")),
    alias("disabled inactive paused archived off draft is_disabled deleted", Opposite("enabled")),
    alias(
        "then group target assign route_to assign_group assignee destination route send_to \
         transfer_to to group_id group_code department team queue action actions do event \
         result outcome set_group assign_to_group add_to_group target_group task_queue \
         targets send_to_group assigned_to set_department assign_team set_visitor_department \
         variation serve",
        Key("assign_to"),
    ),
    alias(
        "agent agent_id user assign_agent",
        Instead("assign_to", "a trigger assigns a group: `\"assign_to\": \"sales\"`"),
    ),
    alias(
        "no_chat hide hide_widget block",
        Instead("assign_to", "a trigger assigns a group: `\"assign_to\": \"sales\"`"),
    ),
    alias(
        "if conditions condition rules rule filter filters criteria predicates clauses where \
         expression match query audience segment predicate targeting on_condition only_if",
        Key("when"),
    ),
    alias(
        "unless except exclude if_not not",
        Advice(
            "write `\"when\": {\"not\": {\"field\": \"device\", \"is\": \"bot\"}}`, with your own \
         condition",
        ),
    ),
    alias(
        "all any and or",
        Advice(
            "a condition stands in `when`: `\"when\": {\"all\": [{\"field\": \"country\", \"is\": \
         \"FR\"}]}`",
        ),
    ),
    alias(
        "field operator op value is in contains",
        Advice(
            "a condition stands in `when`: `\"when\": {\"field\": \"country\", \"is\": \"FR\"}`",
        ),
    ),
    alias(
        "order position rank index weight sort sort_order sequence",
        Advice("the order of `triggers` is the order in which they are tried; leave it out"),
    ),
    alias(
        "schedule hours business_hours time active_hours",
        Advice(
            "a condition looks at a schedule: `\"when\": {\"field\": \"schedule.office\", \"is\": \
         \"open\"}`",
        ),
    ),
    alias(
        "else otherwise fallback default",
        Advice(
            "a later trigger without `when`, or `default_group` of the workspace, gets the others",
        ),
    ),
];

pub(crate) static EXPECTATION: Keys = &[
    alias("title label description id case", Key("name")),
    alias("input given user when context sample", Key("visitor")),
    alias(
        "expect expected output then assign_to department team result_group want wants \
         expected_group",
        Key("group"),
    ),
    alias("rule trigger_id winner rule_id", Key("trigger")),
    alias("agents online statuses staff", Key("presence")),
    alias("result decision verdict status", Key("outcome")),
];

pub(crate) static ASSERTION: Keys = &[
    alias("name key title label", Key("id")),
    alias("if condition conditions given where filter rules", Key("when")),
    alias("not forbidden must_not exclude deny not_groups denied forbid", Key("never")),
    alias("must only require required allowed allow one_of", Key("always")),
    alias(
        "group groups assign_to team department",
        Advice("write `\"never\": [\"sales\"]` or `\"always\": [\"sales\"]`"),
    ),
];

// Facts about a visitor that are no field here are attributes, whose names the host chooses.
pub(crate) static VISITOR: Keys = &[
    alias(
        "url page_url current_url href location title page_title host hostname path",
        Advice("write `\"page\": {\"url\": \"https://shop.example/\", \"title\": \"Shop\"}`"),
    ),
    alias("previous_url previous_page last_page", Key("previous")),
    alias("referer referrer_url referring_url http_referer", Key("referrer")),
    alias("lang locale browser_language accept_language", Key("language")),
    alias("country_code country_iso geo_country", Key("country")),
    alias("state province region_code subdivision", Key("region")),
    alias("city_name town", Key("city")),
    alias("device_type platform", Key("device")),
    alias("browser_name", Key("browser")),
    alias("operating_system os_name", Key("os")),
    alias("visit_count sessions session_count number_of_visits", Key("visits")),
    alias("page_views pages page_count", Key("pages_viewed")),
    alias("seconds_on_page page_time", Key("time_on_page")),
    alias("seconds_on_site session_duration", Key("time_on_site")),
    alias("time timestamp now date datetime instant", Key("at")),
    alias(
        "custom custom_attributes traits properties data custom_fields params metadata attrs \
         variables",
        Key("attributes"),
    ),
    alias(
        "tags segments plan email name",
        Advice("write `\"attributes\": {\"plan\": \"pro\"}`, by name"),
    ),
    alias("visitor_id user_id uuid uid client_id", Key("id")),
    alias("picked selected_group chosen_group choice", Key("selection")),
    alias("group code department", Key("group_code")),
    alias("assigned_group assigned", Key("assignment")),
];

pub(crate) static PAGE: Keys = &[
    alias("href location address uri link", Key("url")),
    alias("name heading document_title", Key("title")),
    alias(
        "host hostname domain path pathname query search",
        Advice("the parts are those of the whole URL: `\"url\": \"https://shop.example/cart\"`"),
    ),
];
