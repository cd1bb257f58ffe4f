//! Workspaces that pass the check.

use frontdesk::{Agent, Draft, Group, LocalizedText, Member, Permission, Role, Source, Strategy as Choosing, Trigger, Workspace};
use frontdesk::expect::Expectation;
use frontdesk::settings::{PickerMode, PickerSettings, Reassign};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::condition::{Names, condition};
use super::schedule::{Era, schedule};
use super::visitor::written_visitor;
use super::words::{self, taste};

type Ids = Vec<&'static str>;

pub(crate) fn workspace(era: Era) -> BoxedStrategy<Workspace> {
    (ids(words::AGENTS, 0..7), ids(words::GROUPS, 0..7), ids(words::SCHEDULES, 0..4))
        .prop_flat_map(move |(agents, groups, schedules)| {
            let owned = |ids: &Ids| ids.iter().map(|id| (*id).to_owned()).collect();
            let names =
                Names { groups: owned(&groups), schedules: owned(&schedules), taste: era.taste };
            let hours: Vec<_> = schedules.iter().map(|id| schedule(id, era)).collect();
            let staff: Vec<_> = agents.iter().map(|id| agent(id)).collect();
            let listed: Vec<_> =
                groups.iter().map(|id| group(id, agents.clone(), names.clone())).collect();
            (hours, staff, listed, triggers(names), settings(), expectations(era, groups))
        })
        .prop_map(|(schedules, agents, groups, triggers, settings, expect)| {
            let mut draft = Draft::new().agents(agents);
            draft.roles = vec![Role::new("lead", [Permission::ManageGroups])];
            draft.schedules = schedules;
            draft.groups = without_cycles(groups);
            draft.triggers = triggers;
            draft.expect = expect;
            settings.apply(draft).check().expect("the generators make valid workspaces")
        })
        .boxed()
}

/// Some of the words, in any order.
fn ids(
    words: &'static [&'static str],
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Ids> {
    // Fewer than two is the exception.
    let few = subsequence(words, 0..2).prop_shuffle();
    let some = subsequence(words, 2.min(count.end - 1)..count.end).prop_shuffle();
    prop_oneof![1 => few, 6 => some]
}

fn agent(id: &'static str) -> impl Strategy<Value = Agent> {
    let most =
        prop_oneof![2 => Just(None), 6 => (0..3_u32).prop_map(Some), 1 => Just(Some(u32::MAX))];
    let languages = vec(select(words::LANGUAGES), 0..3);
    let role = select(&["agent", "admin", "lead"][..]);
    let automatic = prop::bool::weighted(0.1);
    (most, any::<bool>(), role, languages, automatic).prop_map(
        move |(most, is_named, role, languages, automatic)| {
            let mut agent = Agent::new(id).role(role).languages(languages);
            agent.max_conversations = most;
            agent.automatic = automatic;
            if is_named { agent.name(format!("Agent {id}")) } else { agent }
        },
    )
}

fn text() -> impl Strategy<Value = LocalizedText> {
    let plain = Just(LocalizedText::from("Équipe"));
    let translated = select(words::TEXTS).prop_map(|texts| match *texts {
        [a] => LocalizedText::from([a]),
        [a, b] => LocalizedText::from([a, b]),
        [a, b, c] => LocalizedText::from([a, b, c]),
        [a, b, c, d] => LocalizedText::from([a, b, c, d]),
        _ => panic!("a text has one to four languages"),
    });
    prop_oneof![1 => plain, 4 => translated]
}

fn group(id: &'static str, agents: Ids, names: Names) -> impl Strategy<Value = Group> {
    let count = agents.len();
    let members = prop_oneof![
        1 => Just(None),
        6 => (subsequence(agents, count / 3..=count).prop_shuffle(), vec(1..4_u32, count))
            .prop_map(Some),
    ];
    let schedule = select_if_any(names.schedules, 0.4);
    let fallback = select_if_any(names.groups.clone(), 0.7);
    let strategy = prop_oneof![
        3 => Just(Choosing::Broadcast),
        3 => Just(Choosing::Ranked),
        3 => Just(Choosing::LeastBusy),
        1 => select(&[Choosing::RoundRobin, Choosing::Weighted, Choosing::LongestIdle][..]),
    ];
    let flags = [0.25, 0.85, 0.5].map(prop::bool::weighted);
    (text(), members, schedule, fallback, strategy, flags, desk(names.groups)).prop_map(
        move |(name, members, schedule, fallback, strategy, flags, desk)| {
            let mut group = Group::new(id, name).strategy(strategy);
            group = match members {
                None => group.all_agents(),
                Some((ids, weights)) => {
                    group.agents(ids.iter().zip(weights).map(|(id, w)| Member::new(*id).weight(w)))
                }
            };
            group.schedule = schedule.map(Into::into);
            group.fallback = fallback.filter(|other| other != id).map(Into::into);
            [group.private, group.enabled, group.overflow] = flags;
            desk.apply(group)
        },
    )
}

fn select_if_any(words: Vec<String>, probability: f64) -> BoxedStrategy<Option<String>> {
    if words.is_empty() {
        return Just(None).boxed();
    }
    option::weighted(probability, select(words)).boxed()
}

/// A group's settings of the Desk. Decisions depend on the preference of a language alone.
#[derive(Clone, Debug)]
struct Desk {
    seconds: Option<(u32, u32)>,
    reassign: Reassign,
    escalation: Option<String>,
    sticky: bool,
    prefer_language_seconds: Option<u32>,
    /// The wrap-up, reply, idle, closing and target times.
    times: [Option<u32>; 5],
    assigns: bool,
}

fn desk(groups: Vec<String>) -> impl Strategy<Value = Desk> {
    let seconds = option::weighted(0.2, (1..100_u32, 1..100_u32));
    let reassign = prop_oneof![
        8 => Just(Reassign::default()),
        1 => Just(Reassign::Never),
        1 => (1..100_u32).prop_map(Reassign::AfterSeconds),
    ];
    let time = || option::weighted(0.1, 1..5_000_u32);
    let times = [time(), time(), time(), time(), time()];
    let prefer = option::weighted(0.4, 1..100_u32);
    let flags = [0.2, 0.1].map(prop::bool::weighted);
    (seconds, reassign, select_if_any(groups, 0.2), prefer, times, flags).prop_map(
        |(seconds, reassign, escalation, prefer_language_seconds, times, [sticky, assigns])| Desk {
            seconds,
            reassign,
            escalation,
            sticky,
            prefer_language_seconds,
            times,
            assigns,
        },
    )
}

impl Desk {
    fn apply(self, mut group: Group) -> Group {
        if let Some((offer, rest)) = self.seconds {
            group.offer_seconds = Some(offer);
            group.retry_seconds = rest;
            group.max_waiting = Some(rest);
            group.max_notices = rest;
        }
        group.reassign = self.reassign;
        group.sticky = self.sticky;
        group.prefer_language_seconds = self.prefer_language_seconds;
        [
            group.wrap_up_seconds,
            group.reply_seconds,
            group.idle_seconds,
            group.close_after_seconds,
            group.target_seconds,
        ] = self.times;
        if self.assigns && group.strategy != Choosing::Broadcast {
            group = group.assign_at_once();
        }
        match self.escalation {
            Some(to) if group.id.as_str() != to => group.escalation(60, to),
            _ => group,
        }
    }
}

/// Drops fallbacks that would lead back: each group in turn keeps its own where that makes no circle.
fn without_cycles(mut groups: Vec<Group>) -> Vec<Group> {
    for n in 0..groups.len() {
        let mut seen = vec![groups[n].id.clone()];
        let mut next = groups[n].fallback.clone();
        while let Some(id) = next {
            if seen.contains(&id) {
                groups[n].fallback = None;
                break;
            }
            let group = groups.iter().find(|group| group.id == id).expect("a group of these");
            next = group.fallback.clone();
            seen.push(id);
        }
    }
    groups
}

/// A few, or now and then so many that ways to skip most of them must show that they skip the right
/// ones.
fn triggers(names: Names) -> BoxedStrategy<Vec<Trigger>> {
    if names.groups.is_empty() {
        return Just(Vec::new()).boxed();
    }
    let few = words::TRIGGERS.len();
    let some = trigger("", names);
    let triggers = prop_oneof![30 => vec(some.clone(), 0..=few), 1 => vec(some, few..=10 * few)];
    let ids = Just(words::TRIGGERS.to_vec()).prop_shuffle();
    (ids, triggers)
        .prop_map(|(ids, triggers)| {
            let ids = ids.into_iter().map(str::to_owned).chain((0..).map(|n| format!("more-{n}")));
            let with_id = |(id, mut trigger): (String, Trigger)| {
                trigger.id = id.into();
                trigger
            };
            ids.zip(triggers).map(with_id).collect()
        })
        .boxed()
}

/// A trigger to one of the groups.
fn trigger(id: &'static str, names: Names) -> BoxedStrategy<Trigger> {
    let when = option::weighted(0.95, condition(&names));
    let priority = prop_oneof![9 => Just(0), 1 => -100..=100];
    (select(names.groups), when, prop::bool::weighted(0.9), any::<bool>(), priority)
        .prop_map(move |(group, when, enabled, is_named, priority)| {
            let mut trigger = Trigger::new(id, group);
            trigger.when = when;
            trigger.enabled = enabled;
            trigger.priority = priority;
            if is_named { trigger.name("Déclencheur") } else { trigger }
        })
        .boxed()
}

/// A trigger that may join those of a workspace, which must have a group.
pub(crate) fn further_trigger(workspace: &Workspace) -> impl Strategy<Value = Trigger> + use<> {
    let workspace = workspace.clone();
    taste().prop_flat_map(move |taste| trigger("further", Names::for_workspace(&workspace, taste)))
}

#[derive(Clone, Debug)]
struct Settings {
    version: u32,
    languages: Ids,
    default_group: Option<Index>,
    mode: PickerMode,
    hide_unavailable: bool,
    question: Option<LocalizedText>,
    precedence: Vec<Source>,
    group_routing: bool,
}

fn settings() -> impl Strategy<Value = Settings> {
    let languages = prop_oneof![
        Just(vec!["en"]),
        Just(vec!["fr", "en"]),
        Just(vec!["de-CH", "fr"]),
        Just(vec!["zh-Hant-TW"])
    ];
    let mode = prop_oneof![
        2 => Just(PickerMode::Off),
        3 => Just(PickerMode::Optional),
        3 => Just(PickerMode::Required),
    ];
    let precedence = prop_oneof![
        3 => Just(Source::ORDER.to_vec()),
        3 => Just(Source::ORDER.to_vec()).prop_shuffle(),
        2 => subsequence(&Source::ORDER[..], 0..4).prop_shuffle(),
    ];
    (
        1..1_000_u32,
        languages,
        option::weighted(0.6, any::<Index>()),
        mode,
        prop::bool::weighted(0.4),
        option::weighted(0.7, text()),
        precedence,
        prop::bool::weighted(0.95),
    )
        .prop_map(
            |(version, languages, default_group, mode, hide, question, precedence, routes)| {
                Settings {
                    version,
                    languages,
                    default_group,
                    mode,
                    hide_unavailable: hide,
                    question,
                    precedence,
                    group_routing: routes,
                }
            },
        )
}

impl Settings {
    /// A default group is enabled and public, and a question takes two public groups.
    fn apply(self, draft: Draft) -> Draft {
        let public: Vec<&Group> = draft.groups.iter().filter(|group| !group.private).collect();
        let enabled: Vec<_> = public.iter().filter(|group| group.enabled).collect();
        let default_group =
            self.default_group.filter(|_| !enabled.is_empty()).map(|n| n.get(&enabled).id.clone());
        let question = self.question.filter(|_| public.len() >= 2);
        let mut picker = PickerSettings::new(self.mode);
        picker.hide_unavailable = self.hide_unavailable;
        picker.question = question;
        let mut draft = draft
            .version(self.version.into())
            .languages(self.languages)
            .picker(picker)
            .precedence(self.precedence);
        draft.default_group = default_group;
        draft.plan.group_routing = self.group_routing;
        draft
    }
}

fn expectations(era: Era, groups: Ids) -> BoxedStrategy<Vec<Expectation>> {
    if groups.is_empty() {
        return Just(Vec::new()).boxed();
    }
    let expectation = (written_visitor(era), select(groups))
        .prop_map(|(visitor, group)| Expectation::new(visitor).group(group));
    prop_oneof![9 => Just(Vec::new()), 1 => vec(expectation, 1..3)].boxed()
}
