//! The arrival of a visitor ([rule D1](crate::_rules#d1)).

use crate::decision::DecisionRecord;
use crate::desk::event::EventKind;
use crate::desk::ordering::LAST_NUMBER;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::expectation::OutcomeKind;
use crate::id::ConversationId;
use crate::ix::ConversationNo;
use crate::visitor::Visitor;

impl Decider<'_> {
    pub(super) fn arrive(
        &mut self,
        id: &ConversationId,
        visitor: &Visitor<'static>,
        priority: i64,
    ) -> Result<(), Refusal> {
        let known = self.state.conversation(id);
        if known.is_some_and(|conversation| !self.state.is_asked(conversation)) {
            return Err(Refusal::Exists);
        }
        // Every reader of the log keeps these numbers exactly.
        let most = i64::try_from(LAST_NUMBER).unwrap_or(i64::MAX);
        let priority = priority.clamp(-most, most);
        let (conversation, visitor) = (id.clone(), Box::new(visitor.clone()));
        self.emit(EventKind::Arrived { conversation, visitor, priority });
        if let Some(conversation) = self.state.conversation(id) {
            self.route(conversation);
        }
        Ok(())
    }

    /// Routes the visitor of a conversation as the log has it, at the current instant and by the desk's own presence.
    pub(super) fn route(&mut self, conversation: ConversationNo) {
        let Some(row) = self.state.conversations.get(&conversation) else {
            return;
        };
        let mut visitor = (*row.visitor).clone();
        // The visitor's own instant is ignored: equal commands at different instants must not
        // depend on what the sender wrote.
        visitor.at = Some(self.state.now);
        let decision = self.state.router.route(&visitor, &self.state.presence);
        // The events `notified` and `offered` say who is asked. A list of agents here could
        // contradict them.
        let decision = Box::new(DecisionRecord::without_agents(&decision));
        let (conversation, asks) = (row.id.clone(), decision.outcome == OutcomeKind::Ask);
        self.emit(EventKind::Routed { conversation: conversation.clone(), decision });
        if asks {
            self.emit(EventKind::Asked { conversation });
        }
    }
}
