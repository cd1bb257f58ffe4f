//! Ids that are checked where they are made, and those that a document's check refuses later.

use frontdesk::{AgentId, ConversationId, Draft, Group, GroupId, RoleId, ScheduleId, TriggerId};
use frontdesk::id::{AssertionId, CommandId, InvalidId};

const ID: &str = "1 to 128 printable ASCII characters without space and quotes";
const CODE: &str = "1 to 64 of the characters `A-Z a-z 0-9 . _ ~ -`";

/// The error's text for what is no id.
fn refusal<T: std::fmt::Debug>(id: Result<T, InvalidId>) -> String {
    id.unwrap_err().to_string()
}

#[test]
fn a_group_id_is_checked_when_it_is_made() {
    let longest = "x".repeat(64);
    for text in ["a", "fr-support", "A.b_c~9", longest.as_str()] {
        assert_eq!(GroupId::new(text).unwrap(), text);
        assert_eq!(text.parse::<GroupId>(), GroupId::new(String::from(text)));
    }
    for (text, found) in [
        ("", ""),
        ("fr support", "fr support"),
        ("é", "é"),
        ("a@b", "a@b"),
        ("a\n", "a\\n"),
        ("a\u{202e}b", "a\\u{202e}b"),
    ] {
        assert_eq!(refusal(GroupId::new(text)), format!("`{found}` is not {CODE}"));
        assert!(!GroupId::from(text).is_well_formed());
    }
    let longer = "x".repeat(65);
    assert_eq!(refusal(GroupId::new(&longer)), format!("`{longer}` is not {CODE}"));
    let much_longer = "x".repeat(1_000);
    let cut = "x".repeat(128);
    assert_eq!(refusal(GroupId::new(&much_longer)), format!("`{cut}…` is not {CODE}"));
}

#[test]
fn every_other_id_is_checked_when_it_is_made() {
    macro_rules! check {
        ($($id:ident)*) => {$(
            let longest = "x".repeat(128);
            for text in ["a", "user:7", "ana@example.org", longest.as_str()] {
                assert_eq!($id::new(text).unwrap(), text);
                assert_eq!(text.parse::<$id>().unwrap(), $id::from(text));
            }
            for text in ["", "a b", "it's", "\"a\"", "é"] {
                assert_eq!(refusal($id::new(text)), format!("`{}` is not {ID}", text.escape_debug()));
                assert!(!$id::from(text).is_well_formed());
            }
            assert!($id::new("x".repeat(129)).is_err());
        )*};
    }
    check! { AgentId AssertionId CommandId ConversationId RoleId ScheduleId TriggerId }
    // The role of most agents is not kept as a text.
    assert_eq!(RoleId::new("agent").unwrap(), RoleId::from("agent"));
}

#[test]
fn what_is_made_unchecked_is_refused_by_the_check() {
    let problems = Draft::new().group(Group::new("fr support", "Support")).check().unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.path().to_string(), "groups[0].id");
    assert_eq!(problem.kind().name(), "invalid_id");
    let id = GroupId::new("fr-support").unwrap();
    assert!(Draft::new().group(Group::new(id, "Support")).check().is_ok());
}
