//! TLS with the system's roots, an optional CA file, and reasons that can be read.

use std::{fs::File, io::Read, path::PathBuf, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        CertificateError, ClientConfig, Error as TlsError, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::Error;

/// No bundle of authorities is longer than this.
const MOST_BYTES: u64 = 16 << 20;

/// Makes the TLS session of an XMPP domain over a TCP connection; the certificate must be the domain's (RFC 6120 §13.7).
pub async fn wrap(tcp: TcpStream, domain: &str, ca_file: Option<PathBuf>) -> Result<TlsStream<TcpStream>, Error> {
    let failed = |why: String| Error::Tls { host: domain.to_owned(), why };
    let loaded = tokio::task::spawn_blocking(move || roots(ca_file)).await;
    let roots = loaded.map_err(|error| failed(error.to_string()))??;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let ascii = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
    let name = ServerName::try_from(ascii).map_err(|error| failed(error.to_string()))?;
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await.map_err(|error| explain(domain, &error))
}

/// Reads a CA file; it is wrong when it has no certificate in it that can be used.
pub fn authorities(path: PathBuf) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut pem = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut pem));
    if let Err(error) = read {
        return Err(Error::CaFile { path, why: plain(&error.to_string()) });
    }
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(certificates)
            if certificates.iter().any(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok()) =>
        {
            Ok(certificates)
        }
        _ => Err(Error::CaNotPem { path }),
    }
}

fn roots(ca_file: Option<PathBuf>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca_file {
        let _ = roots.add_parsable_certificates(authorities(path)?);
    }
    let _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Ok(roots)
}

fn explain(domain: &str, error: &std::io::Error) -> Error {
    let host = domain.to_owned();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>()) {
        Some(TlsError::InvalidCertificate(certificate)) => {
            Error::Certificate { host, why: reason(domain, certificate) }
        }
        Some(other) => Error::Tls { host, why: other.to_string() },
        None if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::Tls { host, why: "the server closed the connection during the handshake".to_owned() }
        }
        None => Error::Tls { host, why: plain(&error.to_string()) },
    }
}

fn reason(domain: &str, error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired; the server's operator must renew it (or this machine's clock is wrong)".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet; check this machine's clock".to_owned()
        }
        CertificateError::NotValidForName => {
            format!("it was made for another name, not for {domain}; check the JID's domain")
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names = presented.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            format!("it was made for {names}, not for {domain}; check the JID's domain")
        }
        CertificateError::UnknownIssuer => {
            "its issuer is unknown here; name the issuer's certificate as CA file if you trust it".to_owned()
        }
        CertificateError::Revoked => "it has been revoked".to_owned(),
        CertificateError::BadSignature => "its signature is wrong".to_owned(),
        _ => "it is built in a way that cannot be checked here; ask the server's operator".to_owned(),
    }
}

/// The words of an operating-system error without its number.
pub fn plain(error: &str) -> String {
    let words = error.split(" (os error").next().unwrap_or(error);
    let mut characters = words.chars();
    match characters.next() {
        Some(first) if !words.starts_with("TLS") => first.to_lowercase().chain(characters).collect(),
        _ => words.to_owned(),
    }
}
