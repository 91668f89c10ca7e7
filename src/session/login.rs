//! Opening the stream, STARTTLS, SASL and binding: everything before the stream is ours.

use std::{borrow::Cow, collections::BTreeSet, io, sync::Arc};

use futures::{SinkExt, StreamExt};
use sasl::common::ChannelBinding;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_xmpp::{
    error::{AuthError, Error as XmppError},
    xmlstream::{
        FallibleStreamElement, PendingFeaturesRecv, RecvFeaturesError, StreamHeader, Timeouts, XmppStream,
        XmppStreamElement, initiate_stream,
    },
};
use xmpp_parsers::{
    ns,
    sasl::DefinedCondition,
    starttls,
    stream_error::{self, StreamError},
    stream_features::StreamFeatures,
};

use super::{
    Account, Error, Secret, Settings, component,
    connect::{Connected, Security, silent},
    dns::Target,
    sasl::{Credentials, authenticate},
    stream_error::error as failed_with,
    tap::{Tap, Transport},
};
use crate::disco::{
    caps::{self, Announced},
    namespace,
    xml::{Part, Problem, Read, Splitter, Stanza, escape},
};

/// A stream that is logged in and bound.
pub struct Stream {
    /// The bytes.
    pub transport: Box<dyn Transport>,
    /// The reader, somewhere in the stream.
    pub splitter: Splitter,
    /// What came behind the bind result.
    pub parts: Vec<Part>,
    /// Our full JID.
    pub jid: String,
    /// The stream features after the login.
    pub features_xml: Arc<str>,
    /// The capabilities that the server announces there.
    pub caps: Vec<Announced>,
    /// How the bytes are protected, in words.
    pub security: String,
}

const OPENING: &str = "opening the stream";
const LOGGING_IN: &str = "logging in";
const BINDING: &str = "binding a resource";

/// Asks for TLS on a plain stream (RFC 6120 §5.4) and gives the TCP connection back, ready for the handshake.
pub async fn start_tls(tcp: TcpStream, target: &Target, settings: &Settings) -> Result<TcpStream, Error> {
    let host = settings.account.domain().to_owned();
    let (features, mut stream) = open(Tap::new(tcp), target, &host).await?;
    if !features.can_starttls() {
        return Err(Error::NoStartTls { host });
    }
    let request = XmppStreamElement::Starttls(starttls::Nonza::Request(starttls::Request));
    stream.send(&request).await.map_err(|error| broken(&error, target, OPENING))?;
    match stream.next().await.map(|read| read.map(FallibleStreamElement::into_read_error)) {
        Some(Ok(Ok(XmppStreamElement::Starttls(starttls::Nonza::Proceed(_))))) => {}
        Some(Ok(Ok(XmppStreamElement::StreamError(error)))) => return Err(ended(&error.0)),
        Some(Ok(Ok(_))) => return Err(Error::StartTls { host, why: "then refused it" }),
        Some(Ok(Err(_)) | Err(_)) | None => return Err(Error::Closed { step: "asking for TLS" }),
    }
    match stream.into_inner().into_parts() {
        (tcp, unread) if unread.is_empty() => Ok(tcp),
        _ => Err(Error::StartTls { host, why: "sent more before TLS began, which may be an attack" }),
    }
}

/// Logs in and binds; a password is tried exactly once. A component proves its secret instead.
///
/// Opening, logging in and binding are each bounded by [`Settings::step_timeout`].
pub async fn login(connected: Connected, settings: &Settings, password: Option<Secret>) -> Result<Stream, Error> {
    if let Account::Component(component) = &settings.account {
        return component::handshake(connected, settings, component, password.unwrap_or_default()).await;
    }
    let Connected { transport, security, target } = connected;
    let domain = settings.account.domain();
    let tap = Tap::new(transport);
    let heard = tap.heard();
    let opened = timeout(settings.step_timeout, open(tap, &target, domain)).await;
    let (features, stream) = opened.map_err(|_| silent(OPENING, settings))??;

    let credentials = choose(&features, settings, &security, password)?;
    let exchange = timeout(settings.step_timeout, authenticate(stream, credentials)).await;
    let exchange = exchange.map_err(|_| silent(LOGGING_IN, settings))?;
    let stream = exchange.map_err(|error| refused(error, settings, &target))?;

    let _ = heard.take();
    let reopened = async {
        let pending = stream.send_header(header(domain)).await.map_err(|error| broken(&error, &target, OPENING))?;
        receive(pending, &target).await
    };
    let reopened = timeout(settings.step_timeout, reopened).await;
    let (_, stream) = reopened.map_err(|_| silent(OPENING, settings))??;
    let (transport, unread) = stream.into_inner().into_parts();
    let bound = timeout(settings.step_timeout, bind(transport, [heard.take(), unread].concat(), settings));
    let mut stream = bound.await.map_err(|_| silent(BINDING, settings))??;
    stream.security = match security {
        Security::Tls { version, is_pinned: true, .. } => format!("{version}, trusted only by its fingerprint"),
        Security::Tls { version, .. } => version,
        Security::Loopback => "no TLS, this machine only".to_owned(),
    };
    Ok(stream)
}

type Opened<T> = (StreamFeatures, XmppStream<Tap<T>>);

async fn open<T: Transport>(tap: Tap<T>, target: &Target, domain: &str) -> Result<Opened<T>, Error> {
    let opened = initiate_stream(tap, ns::JABBER_CLIENT, header(domain), Timeouts::default()).await;
    receive(opened.map_err(|error| broken(&error, target, OPENING))?, target).await
}

async fn receive<T: Transport>(pending: PendingFeaturesRecv<Tap<T>>, target: &Target) -> Result<Opened<T>, Error> {
    pending.recv_features().await.map_err(|error| match error {
        RecvFeaturesError::Io(error) => broken(&error, target, OPENING),
        RecvFeaturesError::StreamError(error) => ended(&error.0),
    })
}

fn header(domain: &str) -> StreamHeader<'_> {
    StreamHeader { to: Some(Cow::Borrowed(domain)), from: None, id: None }
}

/// What a failure to read or write means during a login.
pub fn broken(error: &io::Error, target: &Target, step: &'static str) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => {
            let (host, port) = (target.host.clone(), target.port);
            Error::NotXmpp { host, port, why: error.to_string() }
        }
        _ => Error::Closed { step },
    }
}

fn ended(error: &StreamError) -> Error {
    let place = match &error.condition {
        stream_error::DefinedCondition::SeeOtherHost(place) => place,
        _ => "",
    };
    let text = error.texts.values().next().map(String::as_str);
    failed_with(&condition_name(&format!("{:?}", error.condition)), text, place)
}

/// `HostUnknown` → `host-unknown`: the library names its variants after the elements.
fn condition_name(variant: &str) -> String {
    let variant = variant.split(['(', '{', ' ']).next().unwrap_or(variant);
    let mut name = String::new();
    for character in variant.chars() {
        if character.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(character.to_lowercase());
    }
    name
}

/// The mechanisms that may be used here, of those on offer, and what they need.
fn choose(
    features: &StreamFeatures,
    settings: &Settings,
    security: &Security,
    password: Option<Secret>,
) -> Result<Credentials, Error> {
    let offered = &features.sasl_mechanisms;
    let only = |wanted: &[&str]| {
        offered.iter().filter(|name| wanted.contains(&name.as_str())).cloned().collect::<BTreeSet<_>>()
    };
    let none =
        |advice| Error::NoMechanism { host: settings.account.domain().to_owned(), offered: listed(offered), advice };
    match &settings.account {
        Account::Component(_) => Err(none("A component has a secret and no login.")),
        Account::Anonymous(_) => {
            let mechanisms = only(&["ANONYMOUS"]);
            if mechanisms.is_empty() {
                return Err(none("Log in with an account instead."));
            }
            let (user, password, binding) = (String::new(), Secret::default(), ChannelBinding::None);
            Ok(Credentials { mechanisms, user, password, binding })
        }
        Account::Password(jid) => {
            let password = password.filter(|password| !password.is_empty()).ok_or(Error::EmptyPassword)?;
            let binding = binding(features, security);
            // Both kinds of connection that come this far, TLS and loopback, may carry PLAIN.
            let mechanisms = match binding {
                ChannelBinding::None => only(&["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"]),
                _ => only(&["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"]),
            };
            if mechanisms.is_empty() {
                let advice = "Ask the server's operator for SCRAM or PLAIN, or try another TLS mode.";
                return Err(none(advice));
            }
            let user = jid.node().map(|node| node.as_str().to_owned()).unwrap_or_default();
            Ok(Credentials { mechanisms, user, password, binding })
        }
    }
}

/// Binds the login to the TLS session only where the server says that it knows how (XEP-0440).
fn binding(features: &StreamFeatures, security: &Security) -> ChannelBinding {
    let offers_plus = features.sasl_mechanisms.contains("SCRAM-SHA-256-PLUS")
        || features.sasl_mechanisms.contains("SCRAM-SHA-1-PLUS");
    let knows_exporter = features
        .sasl_cb
        .as_ref()
        .is_some_and(|known| known.types.iter().any(|kind| format!("{kind:?}").contains("TlsExporter")));
    match security {
        Security::Tls { exporter: Some(value), .. } if offers_plus && knows_exporter => {
            ChannelBinding::TlsExporter(value.clone())
        }
        _ => ChannelBinding::None,
    }
}

fn listed(mechanisms: &BTreeSet<String>) -> String {
    if mechanisms.is_empty() {
        return "none".to_owned();
    }
    mechanisms.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn refused(error: XmppError, settings: &Settings, target: &Target) -> Error {
    let account = match &settings.account {
        Account::Password(jid) => jid.to_bare().as_str().to_owned(),
        Account::Anonymous(domain) => format!("an anonymous session at {}", domain.as_str()),
        Account::Component(component) => component.domain().to_owned(),
    };
    match error {
        XmppError::Auth(AuthError::Fail(DefinedCondition::NotAuthorized)) => Error::WrongPassword { account },
        XmppError::Auth(AuthError::Fail(DefinedCondition::TemporaryAuthFailure)) => Error::LoginLater { account },
        XmppError::Auth(AuthError::Fail(condition)) => Error::Login { account, why: login_reason(&condition) },
        XmppError::Auth(error) => Error::Sasl { account, why: error.to_string() },
        XmppError::Io(error) if error.kind() == io::ErrorKind::InvalidData => unknown_reason(account, &error),
        XmppError::Io(error) => broken(&error, target, LOGGING_IN),
        XmppError::StreamError(error) => ended(&error.0),
        XmppError::Disconnected => Error::Closed { step: LOGGING_IN },
        other => Error::Sasl { account, why: other.to_string() },
    }
}

/// A failure whose condition the library does not know comes as an element that it cannot read: a refusal all the same,
/// and as final as any, because each further try would send the password again.
fn unknown_reason(account: String, error: &io::Error) -> Error {
    let why = error.to_string();
    if why.contains(&format!("{{{}}}failure", ns::SASL)) {
        let why = "the server gave a reason that is not known here; check the password, or ask the server's operator";
        return Error::Login { account, why: why.to_owned() };
    }
    Error::Sasl { account, why }
}

fn login_reason(condition: &DefinedCondition) -> String {
    match condition {
        DefinedCondition::AccountDisabled => "the account is disabled; ask the server's operator".to_owned(),
        DefinedCondition::CredentialsExpired => "the password has expired; set a new one at the server".to_owned(),
        DefinedCondition::EncryptionRequired => "the server wants TLS first; choose STARTTLS or direct TLS".to_owned(),
        other => format!("{}; ask the server's operator", condition_name(&format!("{other:?}"))),
    }
}

/// Binds a resource (RFC 6120 §7): the account's own if it names one, else one that tells what we are.
async fn bind(mut transport: Box<dyn Transport>, heard: Vec<u8>, settings: &Settings) -> Result<Stream, Error> {
    let mut splitter = Splitter::new(settings.limits);
    let mut parts = Vec::new();
    feed(&mut splitter, &heard, &mut parts)?;
    let resource = match &settings.account {
        Account::Password(jid) => jid.resource().map(|resource| resource.as_str().to_owned()),
        Account::Anonymous(_) | Account::Component(_) => None,
    };
    let resource = resource.map(|resource| format!("<resource>{}</resource>", escape(&resource))).unwrap_or_default();
    let request = format!("<iq type='set' id='bind'><bind xmlns='{}'>{resource}</bind></iq>", namespace::BIND);
    transport.write_all(request.as_bytes()).await.map_err(|_| Error::Closed { step: BINDING })?;
    transport.flush().await.map_err(|_| Error::Closed { step: BINDING })?;

    let mut features_xml: Arc<str> = Arc::from("");
    let mut announced = Vec::new();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let mut rest = parts.drain(..);
        while let Some(part) = rest.next() {
            let Part::Stanza(stanza) = part else { continue };
            match (stanza.name.as_str(), stanza.namespace.as_str()) {
                ("features", namespace::STREAM) => {
                    features_xml = text(&stanza);
                    if let Read::Whole { document, .. } = &stanza.content {
                        announced = document.root().map(caps::announced).unwrap_or_default();
                    }
                }
                ("iq", _) if stanza.id.as_deref() == Some("bind") => {
                    let jid = bound(&stanza)?;
                    let parts = rest.collect();
                    return Ok(Stream {
                        transport,
                        splitter,
                        parts,
                        jid,
                        features_xml,
                        caps: announced,
                        security: String::new(),
                    });
                }
                ("error", namespace::STREAM) => return Err(failure(&stanza)),
                _ => {}
            }
        }
        drop(rest);
        let count = transport.read(&mut buffer).await.unwrap_or_default();
        if count == 0 {
            return Err(Error::Closed { step: BINDING });
        }
        feed(&mut splitter, buffer.get(..count).unwrap_or_default(), &mut parts)?;
    }
}

fn feed(splitter: &mut Splitter, bytes: &[u8], parts: &mut Vec<Part>) -> Result<(), Error> {
    splitter.feed(bytes, parts).map_err(|problem: Problem| Error::Lost { why: problem.to_string().into() })
}

fn text(stanza: &Stanza) -> Arc<str> {
    match &stanza.content {
        Read::Whole { xml, .. } => xml.clone(),
        Read::Cut { start, .. } => start.clone(),
    }
}

fn bound(stanza: &Stanza) -> Result<String, Error> {
    let Read::Whole { document, .. } = &stanza.content else {
        return Err(Error::Bind { why: "its reply is too large".to_owned() });
    };
    let Some(iq) = document.root() else { return Err(Error::Bind { why: "its reply is empty".to_owned() }) };
    if stanza.kind.as_deref() != Some("result") {
        return Err(Error::Bind { why: crate::disco::read::refusal(iq).short().to_owned() });
    }
    let jid = iq.child("bind", namespace::BIND).and_then(|bind| bind.child("jid", namespace::BIND));
    let jid = jid.map(|jid| jid.text().trim().to_owned()).unwrap_or_default();
    match crate::disco::address::check(&jid) {
        Ok(full) if full.is_full() => Ok(full.as_str().to_owned()),
        _ => Err(Error::Bind { why: "it named no full JID".to_owned() }),
    }
}

/// What a `<stream:error/>` says (RFC 6120 §4.9).
pub fn failure(stanza: &Stanza) -> Error {
    let Read::Whole { document, .. } = &stanza.content else { return failed_with("undefined-condition", None, "") };
    let children = || document.root().into_iter().flat_map(|root| root.elements().collect::<Vec<_>>());
    let condition = children().find(|child| child.namespace() == namespace::STREAMS && child.name() != "text");
    let words = children().find(|child| child.is("text", namespace::STREAMS)).map(|text| text.text().into_owned());
    let place = condition.map(|condition| condition.text().into_owned()).unwrap_or_default();
    failed_with(condition.map_or("undefined-condition", |condition| condition.name()), words.as_deref(), &place)
}
