//! TOML that people have edited: a line that is none costs itself, not the file.

use toml::Table;

/// So many lines may be damaged; a file with more is no settings file any more.
const MOST_DAMAGED: usize = 20;

/// Reads what can be read, and says what cannot.
pub fn lenient(text: &str) -> (Table, Vec<String>) {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut told = Vec::new();
    for _ in 0..=MOST_DAMAGED {
        let whole = lines.join("\n");
        let error = match whole.parse::<Table>() {
            Ok(table) => return (table, told),
            Err(error) => error,
        };
        let at = error.span().map_or(0, |span| span.start);
        let line = whole.bytes().take(at).filter(|byte| *byte == b'\n').count().min(lines.len().saturating_sub(1));
        told.push(format!("line {} is no TOML ({}) and is passed over", line + 1, first_line(error.message())));
        if !blank(&mut lines, line) {
            break;
        }
    }
    let why = "more than that is damaged, so all settings have their defaults; the next change keeps the file beside it as \
               settings.toml.damaged";
    told.push(why.to_owned());
    (Table::new(), told)
}

/// Takes a line away, and with the head of a table all that stands below it: it would else become part of another table.
/// Says whether anything was there.
fn blank(lines: &mut [&str], line: usize) -> bool {
    let is_head = |line: &str| line.trim_start().starts_with('[');
    let Some((first, rest)) = lines.get_mut(line..).and_then(<[_]>::split_first_mut) else { return false };
    let was_head = is_head(first);
    let had_words = !first.trim().is_empty();
    *first = "";
    if was_head {
        rest.iter_mut().take_while(|line| !is_head(line)).for_each(|line| *line = "");
    }
    had_words
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default().trim()
}
