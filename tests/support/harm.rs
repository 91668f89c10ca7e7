//! Snapshots of trees that were never asked: a small one as a server might be, and one in which everything means harm.

use std::{sync::Arc, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        read,
        reply::Refusal,
        state::{Answer, Asked, Kind, Outcome, Reply, State, Timing},
        tree::{Scope, Tree},
        xml::{Limits, Read, Unreadable, escape, parse},
    },
    snapshot::{Origin, Snapshot},
};
use jiff::Timestamp;

const INFO: &str = "http://jabber.org/protocol/disco#info";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// A tree to be answered for.
#[derive(Debug, Default)]
pub struct Seen {
    tree: Tree,
}

/// `jid` or `jid#node`.
pub fn address(text: &str) -> Address {
    match text.split_once('#') {
        Some((jid, node)) => Address::with_node(jid, node),
        None => Address::new(text),
    }
}

fn asked() -> Asked {
    let at = Timestamp::from_second(1_795_341_600).unwrap();
    Asked { at, request_xml: Some("<iq type='get' id='q1'/>".into()) }
}

fn reply<T>(body: T, xml: &str) -> Reply<T> {
    let took = Duration::from_micros(4200);
    Reply { asked: asked(), took, timing: Timing::InTime, reply_xml: Some(xml.into()), reply_bytes: xml.len(), body }
}

/// A stanza around this content, as it would come.
pub fn stanza(kind: &str, namespace: &str, content: &str) -> String {
    format!("<iq type='{kind}' xmlns='jabber:client'><query xmlns='{namespace}'>{content}</query></iq>")
}

impl Seen {
    /// Adds a root.
    pub fn root(mut self, whom: &str) -> Self {
        let _ = self.tree.add_root(address(whom));
        self
    }

    /// A reply to disco#info whose query holds this.
    pub fn info(self, whom: &str, content: &str) -> Self {
        let xml = stanza("result", INFO, content);
        let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
        let info = Arc::new(read::info(document.root().unwrap()));
        self.answer(address(whom), Outcome::Info(State::Answered(reply(info, &xml))))
    }

    /// A reply to disco#items whose query holds this.
    pub fn items(self, whom: &str, content: &str) -> Self {
        self.items_of(address(whom), content)
    }

    /// The same for an address with any node.
    pub fn items_of(self, whom: Address, content: &str) -> Self {
        let xml = stanza("result", ITEMS, content);
        let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
        let items = Arc::new(read::items(document.root().unwrap()));
        self.answer(whom, Outcome::Items(State::Answered(reply(items, &xml))))
    }

    /// Both questions refused, with this inside the error.
    pub fn refused(self, whom: &str, content: &str) -> Self {
        let xml = format!("<iq type='error' xmlns='jabber:client'><error type='auth'>{content}</error></iq>");
        let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
        let refusal: Arc<Refusal> = Arc::new(read::refusal(document.root().unwrap()));
        let whom = address(whom);
        self.answer(whom.clone(), Outcome::Info(State::Refused(reply(refusal.clone(), &xml))))
            .answer(whom, Outcome::Items(State::Refused(reply(refusal, &xml))))
    }

    /// No answer to either.
    pub fn silent(self, whom: &str) -> Self {
        let after = Duration::from_secs(30);
        self.answer(address(whom), Outcome::Info(State::TimedOut { asked: asked(), after }))
            .answer(address(whom), Outcome::Items(State::TimedOut { asked: asked(), after }))
    }

    /// A reply that broke a limit, and one that the connection took along.
    pub fn broken(self, whom: &str, why: &str) -> Self {
        let at = asked().at;
        let unreadable = State::Unreadable(reply(Unreadable::TooDeep(64), "<iq><a><b>"));
        let cut_off = State::CutOff { asked: Some(asked()), at, why: why.into() };
        self.answer(address(whom), Outcome::Info(unreadable)).answer(address(whom), Outcome::Items(cut_off))
    }

    /// What a client says of its software.
    pub fn software(self, whom: &str, name: &str) -> Self {
        let name = escape(name);
        let xml = format!(
            "<iq type='result' xmlns='jabber:client'><query xmlns='jabber:iq:version'><name>{name}</name></query></iq>"
        );
        let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
        let state = State::Answered(reply(Arc::new(read::facts(document.root().unwrap())), &xml));
        self.answer(address(whom), Outcome::Besides(Kind::Version, state))
    }

    fn answer(mut self, address: Address, outcome: Outcome) -> Self {
        self.tree.answer(Answer { address, outcome });
        self.tree.settle();
        self
    }

    /// The tree.
    pub fn tree(self) -> Tree {
        self.tree
    }

    /// All of it.
    pub fn snapshot(self) -> Snapshot {
        let origin = Origin::of("alice@a.example/x7", "a.example");
        let origin = Origin { program: "discoscope 0".into(), ..origin };
        Snapshot::of(self.tree.part(Scope::Whole), origin)
    }
}

/// A server with rooms, a service that says no and one that says nothing.
pub fn small() -> Seen {
    Seen::default()
        .root("a.example")
        .info(
            "a.example",
            "<identity category='server' type='im' name='Lab Prosody'/>\
             <feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/disco#items'/>\
             <feature var='urn:xmpp:ping'/><feature var='urn:example:ours'/>\
             <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>\
             <value>http://jabber.org/network/serverinfo</value></field>\
             <field var='admin-addresses' type='list-multi'><value>xmpp:admin@a.example</value>\
             <value>mailto:admin@a.example</value></field></x>",
        )
        .items(
            "a.example",
            "<item jid='rooms.a.example' name='Chat rooms'/><item jid='upload.a.example'/><item jid='irc.a.example'/>\
             <item jid='later.a.example' name='Not asked'/>",
        )
        .info(
            "rooms.a.example",
            "<identity category='conference' type='text' name='Chat rooms' xml:lang='en'/>\
             <identity category='conference' type='text' name='Chaträume' xml:lang='de'/>\
             <feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/muc'/>\
             <feature var='http://jabber.org/protocol/muc'/>",
        )
        .items(
            "rooms.a.example",
            "<item jid='lobby@rooms.a.example' name='Lobby'/><item jid='a.example' name='Back to the server'/>\
             <item jid='lobby@rooms.a.example' name='Lobby, again'/>",
        )
        .info(
            "lobby@rooms.a.example",
            "<identity category='conference' type='text' name='Lobby'/>\
             <feature var='http://jabber.org/protocol/muc'/>\
             <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>\
             <value>http://jabber.org/protocol/muc#roominfo</value></field>\
             <field var='muc#roominfo_occupants'><value>2</value></field></x>",
        )
        .items("lobby@rooms.a.example", "")
        .items("lobby@rooms.a.example#x-roomuser-item", "")
        .refused(
            "upload.a.example",
            "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>Members only</text>",
        )
        .silent("irc.a.example")
}

/// What strangers may send to break the paper it is printed on. None of it is allowed in XML as it stands.
pub const HARM: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><a href=\"https://evil.example/\">click</a>",
    "' onmouseover='alert(1)",
    "[click](https://evil.example/) ![pic](https://evil.example/p.png)",
    "<https://evil.example/> https://evil.example/ www.evil.example mail@evil.example",
    "@everyone @alice #1 GH-1 !1",
    "a | b || c \\| d \\\\| e |",
    "| --- | --- |",
    "`tick` ``two`` ```three``` ` `` ```",
    "```\n# heading\n```",
    "~~~",
    "\n\n# heading\n\n- list\n\n> quote\n\n    code\n\n---\n",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "a;=1+1;\"=2+2\"",
    "\"quoted\", with comma\r\nand a line",
    "\u{202e}gnp.exe\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}\u{ad}",
    "\\N \\G \\L \\n \\\" &amp; &lt; &#60;b&#62; &quot;];evil [label=\"x\" URL=\"javascript:alert(1)\"",
    "*bold* _it_ ~~no~~ **b** $math$ $$x$$ :smile: &amp; &copy; {% raw %} {{ x }} <!-- c --> <![CDATA[x]]>",
    "javascript:alert(1)",
    " leading and trailing ",
    " ",
    "",
    "日本 😀 עברית e\u{301}\u{301}\u{301}\u{301}\u{301}",
];

/// Everything that can be said, said with malice, and a few things that are merely large.
pub fn hostile() -> Seen {
    let mut seen = Seen::default().root("a.example");
    let (long, huge) = ("x".repeat(5000), "x".repeat(1 << 20));
    let texts: Vec<&str> = HARM.iter().copied().chain([&*long]).collect();
    let each = |make: &dyn Fn(&str) -> String| texts.iter().map(|text| make(&escape(text))).collect::<String>();
    let identities = each(&|text| format!("<identity category='{text}' type='{text}' name='{text}'/>"));
    let features = each(&|text| format!("<feature var='{text}'/>"));
    let fields =
        each(&|text| format!("<field var='{text}' type='{text}' label='{text}'><value>{text}</value></field>"));
    let row = |text: &str| {
        format!("<item><field var='a'><value>{text}</value></field><field var='{text}'><value/></field></item>")
    };
    let rows = each(&row);
    let instructions = each(&|text| format!("<instructions>{text}</instructions>"));
    let forms = each(&|text| {
        format!(
            "<x xmlns='jabber:x:data' type='{text}'><title>{text}</title><field var='FORM_TYPE' type='hidden'>\
             <value>{text}</value></field><field/><field var=''/></x>"
        )
    });
    let odd = each(&|text| format!("<odd xmlns='urn:x' at='{text}'>{text}</odd>"));
    let info = format!(
        "<identity/><identity category='' type='' name=''/>{identities}<feature/><feature var=''/>{features}\
         <feature var='{huge}'/>{forms}\
         <x xmlns='jabber:x:data' type='result'>{instructions}{fields}<reported><field var='a' label='[a](b)'/>\
         <field var='a|b'/></reported>{rows}</x>{odd}"
    );
    let items = each(&|text| format!("<item jid='b.example' node='{text}' name='{text}'/>"));
    let bad = each(&|text| format!("<item jid='{text}' name='{text}' action='{text}'/>"));
    let twice = format!(
        "<item jid='a.example' name='loop'/><item jid='c.example'/><item jid='c.example'/><item/>\
         <item jid='d.example'/><item jid='e.example'/><item jid='f.example' name='{huge}'/>"
    );
    seen = seen.info("a.example", &info).items("a.example", &format!("{items}{bad}{twice}"));
    for (number, text) in texts.iter().enumerate() {
        let node = Address::with_node("b.example", *text);
        let name = escape(text);
        seen = seen
            .items_of(node, &format!("<item jid='b.example' node='{number}' name='{name}'/><item jid='a.example'/>"));
    }
    let texts: String =
        each(&|text| format!("<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='{text}'>{text}</text>"));
    seen.refused(
        "c.example",
        &format!("<www.evil.example xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{texts}<app xmlns='u'>|</app>"),
    )
    .silent("d.example")
    .broken("e.example", "the <b>server</b> `went` | @away")
    .software("e.example", "<script>alert(1)</script> | `x` @all")
}
