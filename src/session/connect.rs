//! From settings to a protected byte stream.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{net::TcpStream, time::timeout};

use super::{
    Account, Error, Settings, Tls, component,
    dns::{self, Target},
    login,
    tap::Transport,
    tls,
};

/// A byte stream to the server on which XMPP can begin.
pub struct Connected {
    /// The bytes.
    pub transport: Box<dyn Transport>,
    /// How it is protected.
    pub security: Security,
    /// Which server this is.
    pub target: Target,
}

/// How a byte stream is protected.
#[derive(Clone, Debug)]
pub enum Security {
    /// TLS, with its version and, for TLS 1.3, the value that binds a login to it (RFC 9266).
    Tls {
        /// The protocol's version.
        version: String,
        /// `tls-exporter` of RFC 9266.
        exporter: Option<Vec<u8>>,
    },
    /// Nothing, to this machine.
    Loopback,
}

/// Looks at what can be wrong before anything is sent: the CA file, what a component cannot have.
pub async fn check(settings: &Settings) -> Result<(), Error> {
    if settings.account.as_component().is_some() {
        component::check(settings)?;
    }
    let Some(path) = settings.ca_file.clone() else { return Ok(()) };
    let checked = tokio::task::spawn_blocking(move || tls::authorities(path)).await;
    checked.map_err(|error| Error::Lost { why: error.to_string().into() })?.map(|_| ())
}

/// Connects to the first target that can be reached, and protects the connection as the settings say.
///
/// Each step is bounded by [`Settings::step_timeout`]; dropping the future closes what was opened.
pub async fn connect(settings: &Settings) -> Result<Connected, Error> {
    let mut last = None;
    for target in dns::targets(settings).await? {
        match reach(&target, settings).await {
            Ok(tcp) => return protect(tcp, target, settings).await,
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or(Error::NoService { host: settings.account.domain().to_owned() }))
}

async fn reach(target: &Target, settings: &Settings) -> Result<TcpStream, Error> {
    let addresses = resolve(target).await?;
    if settings.tls == Tls::None && !addresses.iter().all(|address| address.ip().is_loopback()) {
        let host = target.host.clone();
        return Err(match settings.account {
            Account::Component(_) => Error::ComponentToOthers { host },
            Account::Password(_) | Account::Anonymous(_) => Error::PlainToOthers { host },
        });
    }
    let failed = |why: String| Error::Connect { host: target.host.clone(), port: target.port, why };
    let mut why = "it has no address".to_owned();
    for address in addresses {
        match timeout(settings.step_timeout, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                let _ = tcp.set_nodelay(true);
                return Ok(tcp);
            }
            Ok(Err(error)) => why = tls::plain(&error.to_string()),
            Err(_) => why = format!("no answer within {} s", settings.step_timeout.as_secs_f64()),
        }
    }
    Err(failed(why))
}

async fn resolve(target: &Target) -> Result<Vec<SocketAddr>, Error> {
    let failed = |why: String| Error::Lookup { host: target.host.clone(), why };
    if dns::is_local(&target.host) {
        return Ok(vec![([127, 0, 0, 1], target.port).into(), (std::net::Ipv6Addr::LOCALHOST, target.port).into()]);
    }
    let ascii = match target.host.parse::<std::net::IpAddr>() {
        Ok(ip) => return Ok(vec![SocketAddr::new(ip, target.port)]),
        Err(_) => idna::domain_to_ascii(&target.host).map_err(|_| failed("it is not a host name".to_owned()))?,
    };
    let found = timeout(Duration::from_secs(10), tokio::net::lookup_host((ascii.as_str(), target.port))).await;
    let found: io::Result<Vec<_>> = found.map_err(io::Error::from).and_then(|found| found.map(Iterator::collect));
    match found {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(failed("the name has no address".to_owned())),
        Err(error) => {
            let words = tls::plain(&error.to_string());
            Err(failed(words.rsplit(": ").next().unwrap_or(&words).to_lowercase()))
        }
    }
}

async fn protect(tcp: TcpStream, target: Target, settings: &Settings) -> Result<Connected, Error> {
    // A component's port belongs to a machine, whose name the user gave; its domain need not have a certificate at all.
    let host = target.host.clone();
    let domain = if settings.account.as_component().is_some() { &host } else { settings.account.domain() };
    let tcp = match settings.tls {
        Tls::None => return Ok(Connected { transport: Box::new(tcp), security: Security::Loopback, target }),
        Tls::Direct => tcp,
        Tls::StartTls => {
            let step = login::start_tls(tcp, &target, settings);
            timeout(settings.step_timeout, step).await.map_err(|_| silent("opening the stream", settings))??
        }
    };
    let step = tls::wrap(tcp, domain, settings.ca_file.clone());
    let stream = timeout(settings.step_timeout, step).await.map_err(|_| silent("starting TLS", settings))??;
    let (_, connection) = stream.get_ref();
    let version = connection.protocol_version();
    let is_1_3 = version == Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_3);
    let exporter = is_1_3
        .then(|| connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None).ok())
        .flatten();
    let version = if is_1_3 { "TLS 1.3" } else { "TLS 1.2" }.to_owned();
    Ok(Connected { transport: Box::new(stream), security: Security::Tls { version, exporter }, target })
}

/// The error of a step that took too long.
pub fn silent(step: &'static str, settings: &Settings) -> Error {
    Error::Silent { step, after: settings.step_timeout }
}
