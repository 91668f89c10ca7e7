//! Finds every path that a Rust source names, without compiling it.

/// A path, made absolute: `crate::` for our own, else the crate's name first.
#[derive(Debug)]
pub struct Named {
    /// The line it stands in, from 1.
    pub line: usize,
    /// Its parts.
    pub parts: Vec<String>,
    /// Whether everything below it comes with it (a glob, or another name for a whole crate or module).
    pub brings_all: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Colons,
    Sign(char),
}

/// Every path in the text of a source file that is this module.
pub fn paths(text: &str, module: &[String]) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut inside = module.to_vec();
    let mut depths = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < tokens.len() {
        let (line, token) = &tokens[at];
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                if depths.last() == Some(&depth) {
                    let _ = depths.pop();
                    let _ = inside.pop();
                }
            }
            Token::Word(word) if word == "mod" => {
                if let (Some((_, Token::Word(name))), Some((_, Token::Sign('{')))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    inside.push(name.clone());
                    depths.push(depth);
                    at += 1;
                }
            }
            Token::Word(word) if word == "use" => {
                let mut tree = Tree { tokens: &tokens, at: at + 1, inside: &inside, found: &mut found };
                tree.read(&[]);
                at = tree.at;
                continue;
            }
            Token::Word(word) if word == "crate" && at > 0 && tokens[at - 1].1 == Token::Word("extern".into()) => {
                if let Some((_, Token::Word(name))) = tokens.get(at + 1) {
                    found.push(Named { line: *line, parts: vec![name.clone()], brings_all: true });
                    at += 1;
                }
            }
            Token::Word(_) => {
                let mut parts = Vec::new();
                let is_continued = at > 0
                    && matches!(tokens[at - 1].1, Token::Colons)
                    && at > 1
                    && matches!(tokens[at - 2].1, Token::Word(_) | Token::Sign('>'));
                let line = *line;
                while let Some((_, Token::Word(word))) = tokens.get(at) {
                    parts.push(word.clone());
                    if !matches!(tokens.get(at + 1), Some((_, Token::Colons)))
                        || !matches!(tokens.get(at + 2), Some((_, Token::Word(_))))
                    {
                        break;
                    }
                    at += 2;
                }
                if parts.len() > 1 && !is_continued {
                    found.push(Named { line, parts: absolute(&parts, &inside), brings_all: false });
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

struct Tree<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    inside: &'a [String],
    found: &'a mut Vec<Named>,
}

impl Tree<'_> {
    /// Reads one branch of a `use` tree: up to a `,`, `}` or `;`, which it leaves.
    fn read(&mut self, before: &[String]) {
        let mut parts = before.to_vec();
        while let Some((line, token)) = self.tokens.get(self.at) {
            match token {
                Token::Word(word) if word == "as" => {
                    self.at += 2;
                    self.push(*line, &parts, true);
                    return;
                }
                Token::Word(word) if word == "self" && !parts.is_empty() => self.at += 1,
                Token::Word(word) => {
                    parts.push(word.clone());
                    self.at += 1;
                }
                Token::Colons => self.at += 1,
                Token::Sign('*') => {
                    self.at += 1;
                    self.push(*line, &parts, true);
                    return;
                }
                Token::Sign('{') => {
                    while !matches!(self.tokens.get(self.at), None | Some((_, Token::Sign('}')))) {
                        self.at += 1;
                        self.read(&parts);
                    }
                    self.at += 1;
                    return;
                }
                Token::Sign(_) => break,
            }
        }
        if let Some((line, _)) = self.tokens.get(self.at.saturating_sub(1))
            && parts.len() >= before.len().max(1)
        {
            self.push(*line, &parts, false);
        }
    }

    fn push(&mut self, line: usize, parts: &[String], brings_all: bool) {
        self.found.push(Named { line, parts: absolute(parts, self.inside), brings_all });
    }
}

fn absolute(parts: &[String], inside: &[String]) -> Vec<String> {
    let mut rest = parts;
    let mut base = match parts.first().map(String::as_str) {
        Some("crate" | "discoscope") => {
            rest = &parts[1..];
            vec!["crate".to_owned()]
        }
        Some("self" | "super") => [&["crate".to_owned()], inside].concat(),
        _ => Vec::new(),
    };
    while let Some(word) = rest.first().filter(|word| ["self", "super"].contains(&word.as_str())) {
        if word == "super" {
            let _ = base.pop();
        }
        rest = &rest[1..];
    }
    base.extend_from_slice(rest);
    base
}

/// Words and signs, without comments, strings, characters and lifetimes.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = text.chars().collect();
    let get = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let start = at;
        match get(at) {
            '/' if get(at + 1) == '/' => {
                while at < chars.len() && get(at) != '\n' {
                    at += 1;
                }
            }
            '/' if get(at + 1) == '*' => at = after_comment(&chars, at),
            '"' => at = after_string(&chars, at),
            '\'' if get(at + 1) == '\\' => {
                at += 3;
                while at < chars.len() && get(at) != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if get(at + 2) == '\'' => at += 3,
            // A lifetime: its name is no path.
            '\'' => {
                at += 1;
                while is_word(get(at)) {
                    at += 1;
                }
            }
            ':' if get(at + 1) == ':' => {
                tokens.push((line, Token::Colons));
                at += 2;
            }
            sign if is_word(sign) => {
                while is_word(get(at)) {
                    at += 1;
                }
                let word: String = chars[start..at].iter().collect();
                let is_raw = matches!(word.as_str(), "r" | "br" | "cr") && matches!(get(at), '"' | '#');
                if is_raw && let Some(end) = after_raw_string(&chars, at) {
                    at = end;
                } else if word == "r" && get(at) == '#' {
                    at += 1;
                } else if !(matches!(word.as_str(), "b" | "c") && matches!(get(at), '"' | '\'')) {
                    tokens.push((line, Token::Word(word)));
                }
            }
            sign => {
                if !sign.is_whitespace() {
                    tokens.push((line, Token::Sign(sign)));
                }
                at += 1;
            }
        }
        line += chars[start..at.min(chars.len())].iter().filter(|sign| **sign == '\n').count();
    }
    tokens
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn after_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn after_string(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// `at` is at the `#`s or the quote; `None` when these begin a raw name, not a string.
fn after_raw_string(chars: &[char], mut at: usize) -> Option<usize> {
    let start = at;
    while chars.get(at) == Some(&'#') {
        at += 1;
    }
    let hashes = at - start;
    if chars.get(at) != Some(&'"') {
        return None;
    }
    at += 1;
    while at < chars.len() {
        let closes = chars[at] == '"' && (1..=hashes).all(|step| chars.get(at + step) == Some(&'#'));
        at += 1;
        if closes {
            return Some(at + hashes);
        }
    }
    Some(at)
}
