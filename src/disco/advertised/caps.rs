//! The hashes of what we say of ourselves, as presence announces them (XEP-0115, XEP-0390).

use std::{fmt::Write, sync::Arc};

use super::{Profile, stanza::escape};
use crate::disco::{
    caps::{Algorithm, Announced, CAPS, CAPS_2, HASHES, Hash, Version, hash_input, verification_string},
    reply::Info,
};

/// What is announced of a main node as everybody hears it; what rules change is in no hash.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caps {
    /// What is announced.
    pub announced: Vec<Announced>,
    /// The nodes that stand for it (XEP-0115 §6.2, XEP-0390 §4.3).
    pub nodes: Vec<String>,
    /// The same as the children of a presence stanza.
    pub xml: String,
    /// Why nothing is announced by XEP-0390, if so.
    pub trouble: Option<String>,
}

/// XEP-0300 §5 wants both.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha3With256];

impl Caps {
    /// The hashes of the main node that one of our JIDs has, in its normal form; none without a main node.
    ///
    /// Whoever got them from that JID asks just that JID what they stand for (XEP-0115 §5.4).
    pub fn of(profile: &Profile, own: &str) -> Self {
        profile.main_of(own).map(|main| Self::new(&profile.caps_node, &main.info())).unwrap_or_default()
    }

    /// The hashes of what disco#info says; `software` is the `node` of XEP-0115.
    pub(super) fn new(software: &Arc<str>, info: &Info) -> Self {
        let mut caps = Self::default();
        let ver = Algorithm::Sha1.base64(verification_string(info).as_bytes());
        let _ = write!(
            caps.xml,
            "<c xmlns='{CAPS}' hash='{}' node='{}' ver='{ver}'/>",
            Algorithm::Sha1.name(),
            escape(software)
        );
        caps.nodes.push(format!("{software}#{ver}"));
        caps.announced.push(Announced::Version(Version {
            node: Some(software.clone()),
            ver: Some(ver.into()),
            hash: Some(Algorithm::Sha1.name().into()),
            ext: None,
        }));
        match hash_input(info) {
            Ok(input) => caps.add_hashes(&input),
            Err(wrong) => caps.trouble = wrong.first().map(ToString::to_string),
        }
        caps
    }

    fn add_hashes(&mut self, input: &str) {
        let hashes = ALGORITHMS.map(|algorithm| (algorithm.name(), algorithm.base64(input.as_bytes())));
        let _ = write!(self.xml, "<c xmlns='{CAPS_2}'>");
        for (algo, value) in &hashes {
            let _ = write!(self.xml, "<hash xmlns='{HASHES}' algo='{algo}'>{value}</hash>");
            self.nodes.push(format!("{CAPS_2}#{algo}.{value}"));
        }
        self.xml.push_str("</c>");
        let hashes = hashes.map(|(algo, value)| Hash { algo: Some(algo.into()), value: value.into() });
        self.announced.push(Announced::Hashes(hashes.to_vec()));
    }
}
