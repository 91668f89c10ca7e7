//! Answers to disco#items that are well-formed XML and still odd.

use super::{Branch, items, nothing_else};
use crate::demo::{answer::Answer, question::Question};

/// One oddity each.
pub const BRANCH: Branch = Branch {
    node: "items",
    name: "Items: odd lists",
    entries: &[
        items("no-jid", "Items without a JID, and one with an empty one", |question| {
            good(
                question,
                "<item name='Without a JID'/><item node='big/3/1' name='With a node only'/>\
                            <item jid='' name='With an empty JID'/><item/>",
            )
        }),
        items("bad-jid", "Items whose JIDs are malformed", |question| {
            good(
                question,
                "<item jid='@odd.demo.localhost' name='Nothing before the @'/>\
                            <item jid='two words@odd.demo.localhost' name='A blank in the local part'/>\
                            <item jid='a@b@c' name='Two @'/><item jid='odd.demo.localhost/' name='An empty resource'/>\
                            <item jid='xmpp:odd.demo.localhost' name='A URI'/><item jid='..' name='Only dots'/>\
                            <item jid='http://odd.demo.localhost/page?a=1' name='A web address'/>\
                            <item jid=' odd.demo.localhost ' name='Blanks around'/>",
            )
        }),
        items("long-jid", "An item whose JID is longer than a JID may be", |question| {
            let local = "x".repeat(3_000);
            good(question, &format!("<item jid='{local}@odd.demo.localhost' name='3,000 letters before the @'/>"))
        }),
        items("foreign", "Items on servers that cannot be reached from here", |question| {
            good(
                question,
                "<item jid='example.org' name='Another server'/>\
                            <item jid='nowhere.demo.localhost' name='A service that is not there'/>",
            )
        }),
        items("empty-node", "Items with an empty node, which is not the same as none", |question| {
            good(
                question,
                "<item jid='odd.demo.localhost' node='' name='With an empty node'/>\
                            <item jid='odd.demo.localhost' name='Without a node'/>",
            )
        }),
        items("twice", "The same item three times, once with another name", |question| {
            good(
                question,
                "<item jid='odd.demo.localhost' node='big/3/1' name='Twin'/>\
                            <item jid='odd.demo.localhost' node='big/3/1' name='Twin'/>\
                            <item jid='odd.demo.localhost' node='big/3/1' name='No twin'/>",
            )
        }),
        items("action", "Items with the “action” of a withdrawn protocol", |question| {
            good(
                question,
                "<item jid='odd.demo.localhost' node='big/3/1' action='update' name='To be updated'/>\
                            <item jid='odd.demo.localhost' node='big/3/2' action='remove' name='To be removed'/>\
                            <item jid='odd.demo.localhost' node='big/3/3' action='explode' name='To do what?'/>",
            )
        }),
        items("unnamed", "Items without a name, with an empty one, with blanks", |question| {
            good(
                question,
                "<item jid='odd.demo.localhost' node='big/3/1'/>\
                            <item jid='odd.demo.localhost' node='big/3/2' name=''/>\
                            <item jid='odd.demo.localhost' node='big/3/3' name='   '/>",
            )
        }),
        items("unknown", "Unknown elements and attributes", |question| {
            good(
                question,
                "<item jid='odd.demo.localhost' node='big/3/1' name='With a child' colour='red'>\
                            <x xmlns='urn:example:odd'>inside</x></item><thing xmlns='urn:example:odd'/>\
                            <item xmlns='urn:example:odd' jid='odd.demo.localhost' name='Of another namespace'/>",
            )
        }),
        items("text", "Text and comments between the items", |question| {
            good(question, "Here is text. <!-- and a comment --> <![CDATA[<item jid='no@item'/>]]>")
        }),
    ],
    other: nothing_else,
};

/// What is odd after one item that is not, to see that it is not lost.
fn good(question: &Question, more: &str) -> Answer {
    let good = "<item jid='odd.demo.localhost' node='big/3' name='A good item: three more'/>";
    question.result(&format!("{good}{more}"))
}
