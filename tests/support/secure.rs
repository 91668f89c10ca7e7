//! TLS in front of a server on this machine, with certificates made by openssl: the good, the bad and the forged.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};

/// A folder with `ca.pem` and the certificates `good`, `early`, `expired`, `wrong-host`, `self-signed` and what is made besides.
pub struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// Makes them.
    pub fn make() -> Self {
        let folder = TempDir::with_prefix("discoscope-certificates-").expect("a folder");
        let this = Self { folder };
        let _ = this.run("sh", &["-c", include_str!("prosody/certificates.sh"), "certificates", "."]);
        this
    }

    /// The file of the authority that signed the good one.
    pub fn ca(&self) -> PathBuf {
        self.path("ca.pem")
    }

    /// One of the files.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a self-signed certificate for a subject, with extensions.
    pub fn self_signed(&self, name: &str, subject: &str, extensions: &[&str]) {
        let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
        let _ = self.run("openssl", &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &key]);
        let mut arguments = vec!["req", "-x509", "-utf8", "-key", &key, "-out", &pem, "-days", "30", "-subj", subject];
        for extension in extensions {
            arguments.extend(["-addext", extension]);
        }
        let _ = self.run("openssl", &arguments);
    }

    /// A fingerprint as openssl says it.
    pub fn fingerprint(&self, name: &str) -> String {
        let file = format!("{name}.pem");
        let said = self.run("openssl", &["x509", "-in", &file, "-noout", "-fingerprint", "-sha256"]);
        said.trim().rsplit('=').next().expect("a fingerprint").to_owned()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program).args(arguments).current_dir(self.folder.path()).output().expect("it starts");
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}

/// What is behind the TLS.
#[derive(Clone, Debug)]
pub enum Behind {
    /// A server at a port of 127.0.0.1.
    Server(u16),
    /// A stream that ends with `see-other-host` and this place.
    SendsTo(String),
}

/// A port of 127.0.0.1 where TLS begins with the first byte.
pub struct Secure {
    /// The port.
    pub port: u16,
    /// How many connections came.
    taken: Arc<AtomicUsize>,
    config: Arc<Mutex<Arc<ServerConfig>>>,
    behind: Arc<Mutex<Behind>>,
    listener: AbortHandle,
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Secure {
    /// Starts it with one of the certificates.
    pub async fn start(certificates: &Certificates, name: &str, behind: Behind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let config = Arc::new(Mutex::new(config(certificates, name, name)));
        let (behind, taken) = (Arc::new(Mutex::new(behind)), Arc::<AtomicUsize>::default());
        let shared = (config.clone(), behind.clone(), taken.clone());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let _ = shared.2.fetch_add(1, Ordering::Relaxed);
                let config = shared.0.lock().expect("nobody panics with it").clone();
                let behind = shared.1.lock().expect("nobody panics with it").clone();
                drop(tokio::spawn(serve(client, config, behind)));
            }
        });
        Self { port, taken, config, behind, listener: task.abort_handle() }
    }

    /// Shows another certificate from now on.
    pub fn show(&self, certificates: &Certificates, name: &str) {
        *self.config.lock().expect("nobody panics with it") = config(certificates, name, name);
    }

    /// Shows a certificate from now on whose key it has not got.
    pub fn forge(&self, certificates: &Certificates, name: &str, key: &str) {
        *self.config.lock().expect("nobody panics with it") = config(certificates, name, key);
    }

    /// Has something else behind it from now on.
    pub fn lead(&self, behind: Behind) {
        *self.behind.lock().expect("nobody panics with it") = behind;
    }

    /// How many connections came so far.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

async fn serve(client: TcpStream, config: Arc<ServerConfig>, behind: Behind) {
    let Ok(mut client) = TlsAcceptor::from(config).accept(client).await else { return };
    match behind {
        Behind::Server(port) => {
            let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
            let _ = copy_bidirectional(&mut client, &mut server).await;
        }
        Behind::SendsTo(place) => {
            let _ = client.read(&mut [0; 4096]).await;
            let _ = client.write_all(sends_to(&place).as_bytes()).await;
            let _ = client.shutdown().await;
            let _ = client.read(&mut [0; 4096]).await;
        }
    }
}

/// A stream that ends at once with `see-other-host`.
pub fn sends_to(place: &str) -> String {
    format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='x' \
         from='demo.localhost' version='1.0'>{}</stream:stream>",
        see_other_host(place)
    )
}

/// The error alone.
pub fn see_other_host(place: &str) -> String {
    format!(
        "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{place}</see-other-host></stream:error>"
    )
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

fn config(certificates: &Certificates, name: &str, key: &str) -> Arc<ServerConfig> {
    let read = |name: &str, ending: &str| certificates.path(&format!("{name}.{ending}"));
    let chain = chain(&read(name, "pem"));
    let key = PrivateKeyDer::from_pem_file(read(key, "key")).expect("a key");
    let provider = Arc::new(ring::default_provider());
    let key = provider.key_provider.load_private_key(key).expect("a usable key");
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(Always(Arc::new(CertifiedKey::new(chain, key))))))
}

fn chain(file: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(file).expect("a file").map(|one| one.expect("a certificate")).collect()
}
