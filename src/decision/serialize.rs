//! Serialisation of decisions and pickers without creating a record first.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::decision::{Assigned, Choice, Decision, Outcome, Picker};
use crate::expectation::OutcomeKind;

/// A list whose items are computed while it is written.
struct Sequence<F>(F);

impl<F, I> Serialize for Sequence<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Serde needs a value for each field. This one holds the recipe of a list, so no list is
        // collected.
        serializer.collect_seq((self.0)())
    }
}

/// Serialises like its [record](crate::decision::DecisionRecord), with equal keys in equal order.
impl Serialize for Decision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = self.outcome();
        let kind = match outcome {
            Outcome::Assigned(_) => OutcomeKind::Assigned,
            Outcome::Ask(_) => OutcomeKind::Ask,
            Outcome::Unassigned => OutcomeKind::Unassigned,
        };
        let assigned = match outcome {
            Outcome::Assigned(assigned) => Some(assigned),
            _ => None,
        };
        let picker = match outcome {
            Outcome::Ask(picker) => Some(picker),
            _ => None,
        };
        let trigger = assigned.and_then(|assigned: Assigned<'_>| assigned.trigger);
        let serving = assigned.and_then(|assigned| assigned.serving);
        let choices = picker.map(|picker| Sequence(move || picker.choices()));

        // The name and the order of the fields are those of the record, because formats that are
        // not self-describing depend on both.
        let mut object = serializer.serialize_struct("DecisionRecord", 12)?;
        object.serialize_field("visitor", &self.visitor())?;
        object.serialize_field("outcome", &kind)?;
        object.serialize_field("group", &assigned.map(|assigned| &assigned.group.id))?;
        object.serialize_field("source", &assigned.map(|assigned| assigned.source))?;
        object.serialize_field("trigger", &trigger.map(|trigger| &trigger.id))?;
        object.serialize_field("status", &assigned.map(|assigned| assigned.status))?;
        object.serialize_field("serving", &serving.map(|group| &group.id))?;
        object.serialize_field("notify", &Sequence(|| self.notify().map(|agent| &agent.id)))?;
        object.serialize_field("assignee", &self.assignee().map(|agent| &agent.id))?;
        object.serialize_field("rejected", &Sequence(|| self.rejected()))?;
        object.serialize_field("question", &picker.and_then(|picker| picker.question()))?;
        object.serialize_field("choices", &choices)?;
        object.end()
    }
}

/// Serialises to an object with the keys `required`, `question` and `choices`.
impl Serialize for Picker<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Picker", 3)?;
        object.serialize_field("required", &self.is_required())?;
        object.serialize_field("question", &self.question())?;
        object.serialize_field("choices", &Sequence(|| self.choices()))?;
        object.end()
    }
}

/// Serialises like its [record](crate::decision::ChoiceRecord): the group is its id.
impl Serialize for Choice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("ChoiceRecord", 3)?;
        object.serialize_field("group", &self.group.id)?;
        object.serialize_field("name", self.name)?;
        object.serialize_field("status", &self.status)?;
        object.end()
    }
}
