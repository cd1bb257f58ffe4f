//! Fields in other systems.

use crate::vocabulary::FieldAnswer::{Advice, Field, Named, OfName};
use crate::vocabulary::{Alias, FieldAnswer, alias};

/// Complete names of fields.
pub(crate) static FIELDS: &[Alias<FieldAnswer>] = &[
    // The page.
    alias(
        "url uri href page current_url current_page page.href page.location page.uri location \
         location.href window.location window.location.href document.url document.location \
         website_url website page_address current_page_url visited_page visited_page_url \
         visited_url full_url request_url page.full_url current_page_address address link \
         visitor_page_url webpage url.full url.original url.href full_page_url page_link",
        Field("page.url"),
    ),
    alias(
        "host hostname domain site page.hostname page.domain subdomain location.host \
         location.hostname current_domain domain_name origin page.site page.origin \
         server_name http_host site_url website_domain page.subdomain url.host url.hostname \
         url.domain",
        Field("page.host"),
    ),
    alias(
        "path pathname page.pathname url_path url_pathname uri_path location.pathname \
         current_path route slug request_path request_uri directory folder page.route \
         page.slug",
        Field("page.path"),
    ),
    alias(
        "title document_title page.name page.heading headline visitor_page_title \
         current_page_title page.document_title website_title heading",
        Field("page.title"),
    ),
    alias(
        "query querystring search params query_params url_params page.query page.search \
         page.querystring url.query page.params location.search query_parameter url_parameter \
         query_param url_param parameter page.parameters get page.querys",
        // A query has no field as a whole: its parameters may come in any order, so comparing it as
        // text would be wrong.
        Advice("name the parameter: `page.query.utm_source`"),
    ),
    alias(
        "hash fragment anchor page.hash page.fragment location.hash url_hash port page.port \
         scheme protocol page.protocol page.scheme url_fragment",
        Advice(
            "it is a part of `page.url`: `{\"field\": \"page.url\", \"contains\": \"#pricing\"}`",
        ),
    ),
    alias(
        "referrer.query referrer.params referrer.search referer.query referer.params referer.search",
        Advice("name the parameter: `referrer.query.q`"),
    ),
    alias(
        "previous.query previous.params previous.search",
        Advice("name the parameter: `previous.query.step`"),
    ),
    // Analytics tools agree on the names of these parameters, so the whole field is known.
    alias("utm_source campaign_source", OfName("page.query.", "utm_source")),
    alias("utm_medium campaign_medium", OfName("page.query.", "utm_medium")),
    alias("utm_campaign campaign campaign_name", OfName("page.query.", "utm_campaign")),
    alias("utm_term utm_keyword", OfName("page.query.", "utm_term")),
    alias("utm_content", OfName("page.query.", "utm_content")),
    alias("utm_id", OfName("page.query.", "utm_id")),
    alias("gclid", OfName("page.query.", "gclid")),
    alias("fbclid", OfName("page.query.", "fbclid")),
    alias("msclkid", OfName("page.query.", "msclkid")),
    // Where the visitor came from.
    alias(
        "referrer referer referring_url referral http_referer document.referrer \
         referring_page traffic_source referrer_page page.referrer page.referer ref came_from \
         visitor_referrer original_referrer referring_site referring_link source_url \
         external_referrer last_referrer entry_referrer http_referrer referral_source \
         referring_address referer_url",
        Field("referrer.url"),
    ),
    alias(
        "referrer_domain referrer_hostname referer_host referer_domain referring_domain \
         referral_domain referring_host search_engine visitor_search_engine referral_host",
        Field("referrer.host"),
    ),
    alias("referrer.pathname referer_path referer.pathname", Field("referrer.path")),
    alias(
        "previous previous_page prev last_page prior_page previous_page_url prev_url last_url \
         prev_page last_page_url prior_url page.previous previous_page_address \
         last_page_viewed internal_referrer",
        Field("previous.url"),
    ),
    alias("previous_domain previous.hostname previous_page_host", Field("previous.host")),
    alias("previous.pathname previous_page_path prev_path", Field("previous.path")),
    alias(
        "landing_page entry_page first_page landing_url entry_url first_url first_page_url \
         landing_page_url page_history visited_pages pages_visited_urls viewed_pages_urls \
         exit_page",
        Advice(
            "pages before the last one are not kept; your site can tell of them: `{\"field\": \
         \"attribute.landing_page\", \"contains\": \"/sale\"}`",
        ),
    ),
    alias(
        "search_terms search_term visitor_search_terms search_keyword keyword keywords \
         search_query",
        Advice("search engines no longer tell it; `referrer.host` names the engine"),
    ),
    // The visitor.
    alias(
        "lang locale browser_language user_language accept_language language_code \
         browser_lang preferred_language navigator.language language_override user_locale \
         browser_locale visitor_language ui_language language_tag navigator.languages \
         languages tongue idiom language_iso contact_language display_language \
         selected_language language_name",
        Field("language"),
    ),
    alias(
        "country_code geo_country ip_country country_iso nation geoip_country \
         country_iso_code country_id cc visitor_country_code location_country \
         geo_country_code countrycode2 iso_country land cf_ipcountry country_alpha2 countries \
         visitor_country",
        Field("country"),
    ),
    alias(
        "country_name visitor_country_name continent country_full geo_country_name",
        Advice(
            "countries are codes of two letters: `{\"field\": \"country\", \"in\": [\"FR\", \
         \"BE\"]}`",
        ),
    ),
    alias(
        "state province region_code region_name subdivision geo_region county state_code \
         location.region administrative_area visitor_region region_iso geoip_region \
         department_code",
        Field("region"),
    ),
    alias(
        "city_name town geo_city visitor_city location.city municipality geoip_city ip_city \
         locality",
        Field("city"),
    ),
    alias(
        "postal_code zip zip_code postcode latitude longitude geo timezone ip_location \
         coordinates visitor_timezone user_timezone",
        Advice(
            "places are `country`, `region` and `city`; more than that your site can tell: \
         `{\"field\": \"attribute.zip\", \"starts_with\": \"75\"}`",
        ),
    ),
    alias(
        "device_type device_category form_factor device_kind device_class device_family \
         client_type screen_type visitor_device device_name",
        Field("device"),
    ),
    alias(
        "is_mobile mobile tablet is_tablet desktop is_desktop is_phone phone_device \
         smartphone touch_device",
        Advice(
            "write `{\"field\": \"device\", \"is\": \"mobile\"}`, in the words that your site \
         uses",
        ),
    ),
    alias(
        "is_bot bot crawler robot is_crawler is_robot spider",
        Advice(
            "write `{\"field\": \"device\", \"is\": \"bot\"}`, in the words that your site uses",
        ),
    ),
    alias(
        "platform visitor_platform user_platform system",
        Advice("the system is `os`, the kind of device is `device`"),
    ),
    alias("operating_system os_name os_family visitor_os os_type user_os", Field("os")),
    alias(
        "browser_name browser_family visitor_browser browser_type user_browser",
        Field("browser"),
    ),
    alias(
        "user_agent ua http_user_agent navigator.useragent visitor_user_agent agent_string \
         browser_version os_version user_agent_string",
        Advice("what a host reads from it is `browser`, `os` and `device`"),
    ),
    alias(
        "ip ip_address visitor_ip client_ip remote_addr user_ip ipv4 ipv6 x_forwarded_for isp \
         organization network",
        Advice(
            "addresses are not looked at; your site can tell of a network: `{\"field\": \
         \"attribute.network\", \"is\": \"office\"}`",
        ),
    ),
    alias(
        "visit_count visits_count number_of_visits num_visits total_visits session_count \
         sessions visit_number visit nb_visits past_visits previous_visits \
         visitor_previous_visits times_visited return_visits number_of_sessions \
         visitor_visits total_sessions web_sessions visits_number amount_of_visits \
         count_visits",
        Field("visits"),
    ),
    alias(
        "returning is_returning new_visitor is_new first_visit is_new_visitor \
         returning_visitor visitor_type is_first_visit new_or_returning repeat_visitor \
         is_returning_visitor",
        Advice(
            "write `{\"field\": \"visits\", \"above\": 1}` for those who return, `{\"field\": \
         \"visits\", \"is\": 1}` for new ones",
        ),
    ),
    alias(
        "page_views page_view_count pages pages_visited viewed_pages page_count views \
         pageview number_of_page_views page_views_count number_of_pages num_pages \
         visitor_page_count pages_seen page_viewed_count pages_count page_impressions \
         view_count hits number_of_pages_viewed total_page_views pages_per_session",
        Field("pages_viewed"),
    ),
    alias(
        "time_spent seconds_on_page page_time dwell_time time_on_current_page page_duration \
         time_page seconds_on_current_page visitor_time_on_page time_spent_on_page \
         page_seconds time_on_this_page page_view_duration on_page duration_on_page \
         time_since_page_load time_on_url delay time_on_page_seconds time_on_page_sec \
         time_on_page_in_seconds seconds_spent",
        Field("time_on_page"),
    ),
    alias(
        "session_duration time_on_website visit_duration seconds_on_site time_spent_on_site \
         session_time time_in_session visitor_time_on_site time_site session_length \
         site_duration time_on_session visit_time visit_length time_spent_on_website \
         duration_on_site on_site total_time time_on_chat time_on_site_seconds \
         time_on_site_sec time_on_site_in_seconds",
        Field("time_on_site"),
    ),
    alias(
        "minutes_on_page minutes_on_site",
        Advice("times are seconds: `{\"field\": \"time_on_page\", \"at_least\": 60}`"),
    ),
    // Groups, and who is there.
    alias(
        "selected_group picked chosen_group choice picked_group selected_department \
         visitor_department chosen_department requested_department prechat_department \
         department picker selected_team requested_group prechat_choice survey_department",
        Field("selection"),
    ),
    alias(
        "code groupid page_group group_key site_code page_code widget_group snippet_code",
        Field("group_code"),
    ),
    alias(
        "assigned_group assigned assigned_to assigned_team assignee current_group",
        Field("assignment"),
    ),
    alias(
        "group team queue group_status department_status team_status group_state",
        Advice(
            "how a group stands is `{\"field\": \"group.support\", \"is\": \"available\"}`, with \
         one of your groups; the code of the page is `group_code`",
        ),
    ),
    alias(
        "agents_online online_agents operators_online online agent_status account_status \
         operator_status agents_available is_online staff_online operator_online agents \
         team_online agents_status availability available_agents online_operators chat_status \
         chat_availability is_available operators agent_online",
        Field("staff"),
    ),
    alias(
        "hour time time_of_day day day_of_week weekday date now business_hours office_hours \
         opening_hours working_hours is_open hour_of_day visitor_hour current_time \
         current_hour current_day datetime month open local_time local_hour is_weekend \
         is_business_hours within_business_hours in_business_hours outside_business_hours \
         today time_now schedule hours office working_time after_hours",
        Advice(
            "a schedule says when: `{\"field\": \"schedule.office\", \"is\": \"open\"}`, with one \
         of your schedules",
        ),
    ),
    alias(
        "bucket percentage percent random rollout ab_test experiment sample sampling \
         probability traffic_share split split_test traffic_percentage random_number dice",
        Advice("a share of visitors is `{\"field\": \"bucket.test\", \"below\": 50}`"),
    ),
    // What only the host knows.
    alias(
        "attribute attributes custom traits properties custom_attributes custom_fields \
         metadata variables custom_variables custom_variable data custom_data user_data user \
         visitor contact customer",
        Advice("name the attribute: `{\"field\": \"attribute.plan\", \"is\": \"pro\"}`"),
    ),
    alias(
        "tags tag labels label visitor_tag visitor_tags segment segments visitor_segment",
        Advice(
            "your site tells of them with an attribute: `{\"field\": \"attribute.tags\", \"is\": \
         \"vip\"}`",
        ),
    ),
    alias(
        "id visitor_id user_id uid uuid client_id anonymous_id external_id customer_id \
         contact_id",
        Advice(
            "a visitor's id is not compared; your site can tell of a customer: `{\"field\": \
         \"attribute.customer\", \"is\": \"4711\"}`",
        ),
    ),
    alias(
        "event trigger_event page_scroll scroll scroll_depth exit_intent click clicked idle \
         inactivity mouse_leave on_exit form_submitted element",
        Advice(
            "what happens in a page your site can tell: `{\"field\": \"attribute.exit_intent\", \
         \"is\": true}`",
        ),
    ),
    alias(
        "message last_message chat_message visitor_message text question first_message \
         content body subject",
        Advice(
            "a visitor is placed before the first message; your site can tell of a topic: \
         `{\"field\": \"attribute.topic\", \"is\": \"billing\"}`",
        ),
    ),
    alias(
        "wait_time waiting_time time_in_queue queue_length queue_size chats_waiting \
         queue_time visitor_waiting",
        Advice("a group that is full is `{\"field\": \"group.support\", \"is\": \"busy\"}`"),
    ),
];

/// Prefixes of fields whose last part is a name that the author chooses. The dot after the prefix is left out.
pub(crate) static STARTS: &[Alias<FieldAnswer>] = &[
    alias(
        "query param params query_params querystring page.param page.params url.query \
         url.param url_params search search_params get parameter parameters url_parameter \
         query_parameter query_param page.parameters page.search page.querystring \
         request.query page.query_params page.url.query location.search utm.custom page.qs qs",
        Named("page.query."),
    ),
    // The name that follows is the parameter without its prefix: `utm.source` is
    // `page.query.utm_source`.
    alias("utm page.utm", Named("page.query.utm_")),
    alias(
        "referrer.param referrer.params referrer.search referrer.url.query referer.query \
         referer.params",
        Named("referrer.query."),
    ),
    alias(
        "previous.param previous.params previous.search previous.url.query previous_page.query",
        Named("previous.query."),
    ),
    alias(
        "custom user visitor contact customer lead company data custom_attributes \
         custom_attribute custom_fields custom_field traits properties prop property props \
         attr attrs vars var variables variable session cookie cookies header headers tag \
         meta metadata custom_data custom_variable custom_variables person profile account \
         user_data visitor_attributes user_attributes context params_custom field fields crm \
         organization subscription cart order session_data local_storage datalayer trait \
         contact_attributes conversation client segment dimension",
        Named("attribute."),
    ),
    alias(
        "ab ab_test experiment split rollout percentage percent random sample split_test \
         share",
        Named("bucket."),
    ),
    alias(
        "department team queue group_status department_status team_status skill inbox",
        Named("group."),
    ),
    alias(
        "hours office_hours business_hours calendar opening_hours working_hours schedules \
         timetable availability",
        Named("schedule."),
    ),
];

/// Prefixes that other systems put before fields, followed by a dot or an underscore. Fields have no such prefixes here,
/// so the rest of the name is looked up without them.
// `user.country` and `visitor.country` are the field `country`, while `user.plan` is an attribute:
// the rest is tried as a field first.
pub(crate) const WRAPPERS: [&str; 23] = [
    "visitor",
    "user",
    "current",
    "client",
    "request",
    "req",
    "session",
    "contact",
    "context",
    "geo",
    "geoip",
    "geolocation",
    "location",
    "locationdata",
    "customer",
    "window",
    "document",
    "browser",
    "device",
    "header",
    "headers",
    "http",
    "navigator",
];
