//! Whether a server's certificate is trusted: by the authorities, or by its fingerprint where somebody said so.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{self, CryptoProvider, WebPkiSupportedAlgorithms},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{
    Fingerprint,
    certificate::{Certificate, Reason, Untrusted},
};

/// Verifies as the authorities say; a certificate that fails is trusted only where it is one of the pinned ones, and
/// nothing else is left out for it: its holder still has to prove that the key is his.
#[derive(Debug)]
pub struct Verifier {
    domain: String,
    /// None where there is not one authority.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
    pins: Vec<Fingerprint>,
    found: Mutex<Option<Found>>,
}

/// What was found out of the ordinary.
#[derive(Clone, Debug)]
pub enum Found {
    /// Only the pin made it trusted.
    Pinned,
    /// It is not trusted.
    Untrusted(Box<Untrusted>),
}

impl Verifier {
    /// A verifier of the certificates for a domain.
    pub fn new(
        domain: &str,
        roots: RootCertStore,
        pins: Vec<Fingerprint>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let authorities = if roots.is_empty() {
            None
        } else {
            let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
            Some(builder.build().map_err(|error| error.to_string())?)
        };
        let algorithms = provider.signature_verification_algorithms;
        Ok(Self { domain: domain.to_owned(), authorities, algorithms, pins, found: Mutex::default() })
    }

    /// What was found out of the ordinary in the last handshake.
    pub fn found(&self) -> Option<Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, found: Found) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let verified = match &self.authorities {
            Some(authorities) => {
                authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(TlsError::InvalidCertificate(CertificateError::UnknownIssuer)),
        };
        verified.or_else(|error| {
            let certificate = Certificate::read(end_entity);
            let reason = Reason::of(&error, &certificate);
            let is_pinned = self.pins.contains(&certificate.fingerprint);
            if is_pinned && reason.can_be_pinned() {
                self.note(Found::Pinned);
                return Ok(ServerCertVerified::assertion());
            }
            let (domain, is_another) = (self.domain.clone(), !is_pinned && !self.pins.is_empty());
            self.note(Found::Untrusted(Box::new(Untrusted { reason, certificate, domain, is_another })));
            Err(error)
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        crypto::verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        crypto::verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
