//! What the command line wants of the window, and what was kept.

use std::{path::PathBuf, time::Duration};

use super::{
    comfort::{Comfort, TextSize},
    files::Chooser,
    profile::{Kept, look},
    theme::{Appearance, Contrast},
};
use crate::{
    disco::{address::Address, link::Request},
    profile::{ourselves, recent::Store},
    session::{Fingerprint, Tls},
};

/// What the window starts with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Start and open the demo server.
    pub demo: bool,
    /// The JID to log in with, to begin the form with.
    pub account: String,
    /// The JID of an account that is to be chosen, if it is saved, before the form begins with it.
    pub chosen: Option<String>,
    /// Host and port, to begin the form with.
    pub connect: String,
    /// The TLS mode, to begin the form with.
    pub tls: Tls,
    /// The CA file, to begin the form with.
    pub ca_file: Option<PathBuf>,
    /// Certificates that are trusted by their fingerprints.
    pub pins: Vec<Fingerprint>,
    /// Whether to log in anonymously.
    pub anonymous: bool,
    /// The domain of an external component, to begin the form with.
    pub component: Option<String>,
    /// The JID that the component asks from, to begin the form with.
    pub from: Option<String>,
    /// How long a question may stay unanswered.
    pub timeout: Duration,
    /// The first address to open; left out, the server's.
    pub address: Option<Address>,
    /// Which of its answers is shown first.
    pub request: Option<Request>,
    /// Why a link is not followed that somebody gave.
    pub refused: Option<String>,
    /// Light, dark, or as the system is, for this run; left out, as it was chosen.
    pub appearance: Option<Appearance>,
    /// How large everything is, for this run; left out, as it was chosen.
    pub text_size: Option<TextSize>,
    /// How far words stand out, for this run; left out, as it was chosen.
    pub contrast: Option<Contrast>,
    /// The snapshots to be opened at once.
    pub open: Vec<PathBuf>,
    /// Who is asked which file is meant.
    pub chooser: Chooser,
    /// Where snapshots are remembered; without it they are not.
    pub store: Option<Store>,
    /// Accounts, preferences and addresses.
    pub kept: Kept,
    /// Where what we say of ourselves is kept; without it it is not.
    pub ourselves: Option<ourselves::Store>,
}

impl Options {
    /// The look: as it was chosen, but for what is wanted for this run.
    pub(super) fn comfort(&self) -> Comfort {
        let chosen = look::comfort(&self.kept.loaded.settings.preferences);
        Comfort {
            appearance: self.appearance.unwrap_or(chosen.appearance),
            text_size: self.text_size.unwrap_or(chosen.text_size),
            contrast: self.contrast.unwrap_or(chosen.contrast),
        }
    }
}
