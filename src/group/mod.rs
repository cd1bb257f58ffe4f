//! Groups: named sets of agents that visitors are sent to, with the settings of how they are
//! served.

mod members;
mod service;

pub(crate) use members::MEMBER;
pub use members::{Member, Members};
pub(crate) use service::ESCALATION;
pub use service::{AcceptMode, Escalation, Reassign, Strategy};

use crate::document::{DocumentObject, document_object, plain_objects};
use crate::id::{AgentId, GroupId, ScheduleId};
use crate::text::LocalizedText;
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, form};

/// The default of [`Group::retry_seconds`].
// The Desk and the canonical document share these defaults. A document omits values that equal
// them.
pub(crate) const RETRY_SECONDS: u32 = 60;
/// The default of [`Group::max_notices`].
pub(crate) const MAX_NOTICES: u32 = 20;

document_object! {
    /// A named set of agents that visitors are sent to. Its id is the *group code* that a site puts
    /// before the widget's snippet.
    ///
    /// ```
    /// use frontdesk::{Group, Strategy};
    /// let group = Group::new("fr-support", [("fr", "Assistance"), ("en", "FR support team")])
    ///     .agents(["a1", "a2"])
    ///     .private()
    ///     .schedule("office")
    ///     .fallback("general")
    ///     .strategy(Strategy::LeastBusy);
    /// assert!(group.private && group.enabled);
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Group: GROUP, "a group", "groups[]", keys::GROUP;

    /// The group's id, unique among the groups of a workspace. Pages carry it as the group code.
    pub id as "id": GroupId = required("".into()), form::GROUP_CODE,
        "Unique among groups: the code that a site puts before the widget's snippet.",
        r#""fr-sales""#;
    /// The name that visitors and agents see.
    pub name as "name": LocalizedText = required("".into()), form::LOCALIZED,
        "The name that visitors and agents see.", r#"{"fr": "Ventes", "en": "Sales"}"#;
    /// The members, in the order of rank: the first has the highest rank.
    pub agents as "agents": Members = default(Members::Listed(Vec::new())), Form::members(&MEMBER),
        "The members, in the order of rank; `all` is every agent, including later ones.",
        r#"["ana", {"id": "ben", "weight": 2}]"#;
    /// If `true`, visitors cannot see or select the group. Group codes, triggers and assignments
    /// still reach it.
    pub private as "private": bool = default(false), form::BOOLEAN,
        "If true, the picker hides the group; codes, triggers and assignments still reach it.",
        "true";
    /// If `false`, no visitor is sent to the group.
    pub enabled as "enabled": bool = default(true), form::BOOLEAN,
        "A disabled group gets no visitors.", "false";
    /// The id of the schedule with the group's opening hours. `None` means always open.
    pub schedule as "schedule": Option<ScheduleId> = optional, form::SCHEDULE_ID,
        "The schedule with its opening hours; always open without it.", r#""office""#;
    /// The group that answers when this one is unavailable.
    pub fallback as "fallback": Option<GroupId> = optional, form::GROUP_CODE,
        "The group that answers when this one is unavailable.", r#""support""#;
    /// If `true`, a busy group passes visitors on to the first of its fallbacks that is available.
    pub overflow as "overflow": bool = default(false), form::BOOLEAN,
        "If true, the group passes visitors on to the first available fallback while it is busy.", "true";
    /// How the members to notify are chosen.
    pub strategy as "strategy": Strategy = default(Strategy::Broadcast), service::STRATEGY,
        "How the members to notify are chosen.", r#""least_busy""#;
    /// Desk: how many seconds an offer stays open. If it is `None`, an offer stays open for 30
    /// seconds and a notice has no end.
    pub offer_seconds as "offer_seconds": Option<u32> =
        otherwise("30 for an offer; a notice has no end"), form::COUNT,
        "Desk: how many seconds an offer stays open.", "45";
    /// Desk: after how many seconds a member who declined a request may get it again.
    pub retry_seconds as "retry_seconds": u32 = default(RETRY_SECONDS), form::COUNT,
        "Desk: after how many seconds a member who declined may be asked again.", "90";
    /// Desk: how long after an agent went offline their conversations return to the queue.
    pub reassign as "reassign_after_seconds": Reassign = default(Reassign::default()),
        form::WHOLE_OR_NEVER,
        "Desk: after how many seconds the conversations of an agent who went offline wait again.", "300";
    /// Desk: further groups that may serve a waiting conversation, each with the time after which
    /// it may.
    pub escalation as "escalation": Vec<Escalation> = default(Vec::new()), Form::objects(&ESCALATION),
        "Desk: further groups that may serve a conversation that has waited long enough.",
        r#"[{"after_seconds": 60, "to": "support"}]"#;
    /// Desk: the most conversations that may wait for the group. `None` means no limit.
    pub max_waiting as "max_waiting": Option<u32> = optional, form::COUNT,
        "Desk: the most conversations that may wait for the group.", "25";
    /// Desk: the most notices that may be open for one agent.
    pub max_notices as "max_notices": u32 = default(MAX_NOTICES), form::COUNT,
        "Desk: the most notices that may be open for one agent.", "5";
    /// Desk: if `true`, a returning visitor is offered first to the agent who served them last.
    pub sticky as "sticky": bool = default(false), form::BOOLEAN,
        "Desk: if true, a returning visitor is offered first to the agent who served them last.", "true";
    /// Desk: whether the agent whom the strategy picks must accept the conversation.
    pub accept as "accept": AcceptMode = default(AcceptMode::Ask), service::ACCEPT,
        "Desk: with `assign`, the agent whom the strategy picks joins at once, without an offer.", r#""assign""#;
    /// If it is set, agents who speak the visitor's language come first among the candidates, and only they are
    /// notified if there are any ([rule A4](crate::_rules#a4)). In the Desk this holds for so many seconds of a request.
    pub prefer_language_seconds as "prefer_language_seconds": Option<u32> = optional, form::COUNT,
        "How many seconds only agents who speak the visitor's language are notified, if any is eligible.",
        "30";
    /// Desk: how long the place of a conversation that ended counts as load of the agent.
    pub wrap_up_seconds as "wrap_up_seconds": Option<u32> = optional, form::COUNT,
        "Desk: how long an agent keeps the place of a conversation that ended, unless ready earlier.",
        "45";
    /// Desk: after how long without an answer a visitor is asked for anew.
    pub reply_seconds as "reply_seconds": Option<u32> = optional, form::COUNT,
        "Desk: when a visitor whom nobody inside has answered is asked for anew.", "180";
    /// Desk: after how long without a word a conversation is idle.
    pub idle_seconds as "idle_seconds": Option<u32> = optional, form::COUNT,
        "Desk: how long a silence makes a conversation idle, so that it takes no room.", "600";
    /// Desk: after how long an idle conversation is closed.
    pub close_after_seconds as "close_after_seconds": Option<u32> = optional, form::COUNT,
        "Desk: how long a conversation is idle before it is closed.", "3600";
    /// Desk: the time within which conversations should be answered.
    pub target_seconds as "target_seconds": Option<u32> = optional, form::COUNT,
        "Desk: within what time a conversation should be answered.", "20";
    /// Desk: the automatic member who joins each arriving conversation at once.
    pub greeter as "greeter": Option<AgentId> = optional, form::AGENT_ID,
        "Desk: the automatic member who joins each arrival at once.", r#""assistant""#;
}

plain_objects!(Group);

impl Group {
    /// Creates a public, enabled group that has no members and is always open.
    #[must_use]
    pub fn new(id: impl Into<GroupId>, name: impl Into<LocalizedText>) -> Self {
        // The defaults are declared once, with the keys, for documents and for code.
        Self { id: id.into(), name: name.into(), ..Self::without_keys() }
    }

    /// Sets the members, in the order of rank. A tuple `("a1", 2)` is a member with a weight.
    #[must_use]
    pub fn agents<M: Into<Member>>(mut self, members: impl IntoIterator<Item = M>) -> Self {
        // Replaces the members and does not add to them: a builder that is called twice has one
        // result.
        self.agents = Members::Listed(members.into_iter().map(Into::into).collect());
        self
    }

    /// Makes every agent a member, including agents that are added later.
    #[must_use]
    pub fn all_agents(mut self) -> Self {
        self.agents = Members::All;
        self
    }

    /// Hides the group from visitors: they cannot see or select it.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Disables the group: no visitor is sent to it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Sets the schedule with the group's opening hours.
    #[must_use]
    pub fn schedule(mut self, id: impl Into<ScheduleId>) -> Self {
        self.schedule = Some(id.into());
        self
    }

    /// Sets the group that answers when this one is unavailable.
    #[must_use]
    pub fn fallback(mut self, id: impl Into<GroupId>) -> Self {
        self.fallback = Some(id.into());
        self
    }

    /// Lets the group, while it is busy, pass visitors on to the first of its fallbacks that is
    /// available.
    #[must_use]
    pub fn overflow(mut self) -> Self {
        self.overflow = true;
        self
    }

    /// Sets how the members to notify are chosen.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Desk: sets how many seconds an offer stays open, at least 1.
    #[must_use]
    pub fn offer_seconds(mut self, seconds: u32) -> Self {
        self.offer_seconds = Some(seconds);
        self
    }

    /// Desk: sets after how many seconds a member who declined a request may get it again, at least
    /// 1.
    #[must_use]
    pub fn retry_seconds(mut self, seconds: u32) -> Self {
        self.retry_seconds = seconds;
        self
    }

    /// Desk: sets how long after an agent went offline their conversations return to the queue.
    #[must_use]
    pub fn reassign(mut self, reassign: Reassign) -> Self {
        self.reassign = reassign;
        self
    }

    /// Desk: sets the most conversations that may wait for the group, at least 1.
    #[must_use]
    pub fn max_waiting(mut self, most: u32) -> Self {
        self.max_waiting = Some(most);
        self
    }

    /// Desk: sets the most notices that may be open for one agent, at least 1.
    #[must_use]
    pub fn max_notices(mut self, most: u32) -> Self {
        self.max_notices = most;
        self
    }

    /// Desk: offers a returning visitor first to the agent who served them last.
    #[must_use]
    pub fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Desk: lets the agent whom the strategy picks join at once, without an offer. The strategy must not be
    /// `broadcast`.
    #[must_use]
    pub fn assign_at_once(mut self) -> Self {
        self.accept = AcceptMode::Assign;
        self
    }

    /// Notifies agents who speak the visitor's language first. In the Desk this holds for so many seconds, at least 1,
    /// of each request.
    #[must_use]
    pub fn prefer_language_seconds(mut self, seconds: u32) -> Self {
        self.prefer_language_seconds = Some(seconds);
        self
    }

    /// Desk: sets how long the place of a conversation that ended counts as load, at least 1 second.
    #[must_use]
    pub fn wrap_up_seconds(mut self, seconds: u32) -> Self {
        self.wrap_up_seconds = Some(seconds);
        self
    }

    /// Desk: sets after how many seconds, at least 1, a visitor without an answer is asked for anew.
    #[must_use]
    pub fn reply_seconds(mut self, seconds: u32) -> Self {
        self.reply_seconds = Some(seconds);
        self
    }

    /// Desk: sets after how many seconds of silence, at least 1, a conversation is idle.
    #[must_use]
    pub fn idle_seconds(mut self, seconds: u32) -> Self {
        self.idle_seconds = Some(seconds);
        self
    }

    /// Desk: sets after how many seconds, at least 1, an idle conversation is closed.
    #[must_use]
    pub fn close_after_seconds(mut self, seconds: u32) -> Self {
        self.close_after_seconds = Some(seconds);
        self
    }

    /// Desk: sets within how many seconds, at least 1, a conversation should be answered.
    #[must_use]
    pub fn target_seconds(mut self, seconds: u32) -> Self {
        self.target_seconds = Some(seconds);
        self
    }

    /// Desk: sets the automatic member who joins each arriving conversation at once.
    #[must_use]
    pub fn greeter(mut self, agent: impl Into<AgentId>) -> Self {
        self.greeter = Some(agent.into());
        self
    }

    /// Adds a further group that may serve a conversation once it has waited `after_seconds`.
    #[must_use]
    pub fn escalation(mut self, after_seconds: u32, to: impl Into<GroupId>) -> Self {
        self.escalation.push(Escalation { after_seconds, to: to.into() });
        self
    }
}
