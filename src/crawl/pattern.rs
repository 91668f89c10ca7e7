//! Patterns of addresses, with `*` for any text and `?` for any character.

use crate::disco::address::Address;

/// A pattern over `jid` or `jid node`; capital letters count in nodes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    glob: Vec<char>,
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        let (jid, node) = text.split_once(' ').map_or((text, None), |(jid, node)| (jid, Some(node)));
        let mut glob: Vec<char> = jid.to_lowercase().chars().collect();
        if let Some(node) = node {
            glob.push(' ');
            glob.extend(node.chars());
        }
        Self { glob }
    }

    /// Whether the JID matches, or the JID with a blank and the node.
    pub fn matches(&self, address: &Address) -> bool {
        let mut text: Vec<char> = address.jid.to_lowercase().chars().collect();
        if fits(&self.glob, &text) {
            return true;
        }
        let Some(node) = &address.node else { return false };
        text.push(' ');
        text.extend(node.chars());
        fits(&self.glob, &text)
    }
}

/// Goes through the text once; a star that took too little takes one more character, and only the last star has to.
fn fits(glob: &[char], text: &[char]) -> bool {
    let (mut at_glob, mut at_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match (glob.get(at_glob), text.get(at_text)) {
            (Some('*'), _) => {
                star = Some((at_glob, at_text));
                at_glob += 1;
            }
            (Some(wanted), Some(found)) if *wanted == '?' || wanted == found => {
                at_glob += 1;
                at_text += 1;
            }
            _ => {
                let Some((glob_star, text_star)) = star else { return false };
                star = Some((glob_star, text_star + 1));
                at_glob = glob_star + 1;
                at_text = text_star + 1;
            }
        }
    }
    glob.get(at_glob..).is_none_or(|rest| rest.iter().all(|character| *character == '*'))
}
