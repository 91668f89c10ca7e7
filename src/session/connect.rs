//! From settings to a protected byte stream.

use tokio::{net::TcpStream, time::timeout};

use super::{
    Error, Settings, Tls, component,
    dns::{self, Target},
    elsewhere::Elsewhere,
    login,
    reach::reach,
    tap::Transport,
    tls::{self, Wrapped},
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
        /// Whether nothing but its fingerprint makes the server's certificate trusted.
        is_pinned: bool,
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

/// Connects to the first target that can be reached, and protects the connection as the settings say; `elsewhere` is
/// where the server sent us.
///
/// Each step is bounded by [`Settings::step_timeout`]; dropping the future closes what was opened. Of several failures
/// the one is told that says most.
pub async fn connect(settings: &Settings, elsewhere: Option<&Elsewhere>) -> Result<Connected, Error> {
    let mut worst = None;
    for target in dns::targets(settings, elsewhere).await? {
        let (host, port) = (target.host.clone(), target.port);
        let tried = match reach(&target, settings).await {
            Ok(tcp) => protect(tcp, target, settings).await,
            Err(error) => Err(error),
        };
        match tried {
            Ok(connected) => return Ok(connected),
            Err(error @ Error::SeeOtherHost { .. }) => return Err(error),
            // The service itself has spoken, and its other hosts would say the same; not so who has too much to do.
            Err(error @ Error::Stream { .. }) if error.is_final() => return Err(error),
            Err(error) => {
                tracing::info!(host, port, why = %error, "this host did not do");
                // A certificate says more than a port that is closed.
                if worst.as_ref().is_none_or(|worst: &Error| !worst.is_final()) {
                    worst = Some(error);
                }
            }
        }
    }
    Err(worst.unwrap_or(Error::NoService { host: settings.account.domain().to_owned() }))
}

async fn protect(tcp: TcpStream, target: Target, settings: &Settings) -> Result<Connected, Error> {
    let tcp = match settings.tls {
        Tls::None => return Ok(Connected { transport: Box::new(tcp), security: Security::Loopback, target }),
        Tls::Direct => tcp,
        Tls::StartTls => {
            let step = login::start_tls(tcp, &target, settings);
            timeout(settings.step_timeout, step).await.map_err(|_| silent("opening the stream", settings))??
        }
    };
    let step = timeout(settings.step_timeout, tls::wrap(tcp, &target, settings)).await;
    let Wrapped { stream, is_pinned } = step.map_err(|_| silent("starting TLS", settings))??;
    let (_, connection) = stream.get_ref();
    let version = connection.protocol_version();
    let is_1_3 = version == Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_3);
    let exporter = is_1_3
        .then(|| connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None).ok())
        .flatten();
    let version = if is_1_3 { "TLS 1.3" } else { "TLS 1.2" }.to_owned();
    Ok(Connected { transport: Box::new(stream), security: Security::Tls { version, exporter, is_pinned }, target })
}

/// The error of a step that took too long.
pub fn silent(step: &'static str, settings: &Settings) -> Error {
    Error::Silent { step, after: settings.step_timeout }
}
