//! The XML namespaces that service discovery is made of.

/// Stanzas of a client stream (RFC 6120 §4.8.3).
pub const CLIENT: &str = "jabber:client";
/// Stanzas of a component's stream (XEP-0114 §3).
pub const COMPONENT: &str = "jabber:component:accept";
/// The stream itself (RFC 6120 §4.8.1).
pub const STREAM: &str = "http://etherx.jabber.org/streams";
/// What an entity is and can do (XEP-0030 §3).
pub const INFO: &str = "http://jabber.org/protocol/disco#info";
/// What an entity lists below itself (XEP-0030 §4).
pub const ITEMS: &str = "http://jabber.org/protocol/disco#items";
/// Data forms (XEP-0004).
pub const DATA: &str = "jabber:x:data";
/// Media elements in form fields (XEP-0221).
pub const MEDIA: &str = "urn:xmpp:media-element";
/// Rules for the values of form fields (XEP-0122).
pub const VALIDATE: &str = "http://jabber.org/protocol/xdata-validate";
/// Result set management (XEP-0059).
pub const RSM: &str = "http://jabber.org/protocol/rsm";
/// Stanza error conditions (RFC 6120 §8.3).
pub const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// Stream error conditions (RFC 6120 §4.9).
pub const STREAMS: &str = "urn:ietf:params:xml:ns:xmpp-streams";
/// Resource binding (RFC 6120 §7).
pub const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
/// The `xml:` prefix.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// XMPP ping (XEP-0199).
pub const PING: &str = "urn:xmpp:ping";
/// Software version (XEP-0092).
pub const VERSION: &str = "jabber:iq:version";
/// The roster (RFC 6121 §2).
pub const ROSTER: &str = "jabber:iq:roster";
/// Entity time (XEP-0202).
pub const TIME: &str = "urn:xmpp:time";
/// Last activity (XEP-0012).
pub const LAST: &str = "jabber:iq:last";
/// The command list's node and namespace (XEP-0050).
pub const COMMANDS: &str = "http://jabber.org/protocol/commands";
/// The node of the offline messages (XEP-0013 §2).
pub const OFFLINE: &str = "http://jabber.org/protocol/offline";
