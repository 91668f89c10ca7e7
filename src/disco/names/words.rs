use std::{borrow::Cow, fmt::Write};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A number with its digits in threes.
pub(super) fn number(number: u64) -> Cow<'static, str> {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            words.push(',');
        }
        words.push(digit);
    }
    words.into()
}

/// A number of bytes in the largest unit that gives a round number, binary or decimal; else in binary units to a tenth.
pub(super) fn size(bytes: u64) -> Cow<'static, str> {
    const BINARY: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    const DECIMAL: [&str; 7] = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
    let rounds = [(1024, BINARY), (1000, DECIMAL)].map(|(base, units)| {
        let (mut rest, mut power) = (bytes, 0);
        while rest >= base && rest.is_multiple_of(base) {
            rest /= base;
            power += 1;
        }
        (rest, units.get(power).copied().unwrap_or_default(), power)
    });
    let round = rounds.into_iter().find(|(rest, _, power)| *power > 0 && *rest < 10_000);
    if let Some((rest, unit, _)) = round {
        return format!("{} {unit}", number(rest)).into();
    }
    let mut power = 0;
    while power < 6 && bytes >> (10 * (power + 1)) > 0 {
        power += 1;
    }
    if power == 0 {
        return format!("{bytes} {}", if bytes == 1 { "byte" } else { "bytes" }).into();
    }
    let tenths = (u128::from(bytes) * 10 + (1 << (10 * power - 1))) >> (10 * power);
    let unit = BINARY.get(power).copied().unwrap_or_default();
    format!("{}.{} {unit}", tenths / 10, tenths % 10).into()
}

/// A number of seconds in the two largest units that are not nothing.
pub(super) fn seconds(seconds: u64) -> Cow<'static, str> {
    const UNITS: [(u64, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (length, unit) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            parts.push(format!("{} {unit}{}", number(count), if count == 1 { "" } else { "s" }));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 seconds".into() } else { parts.join(" ").into() }
}

/// A point in time, of XEP-0082 or of the format before it, as UTC.
pub(super) fn date(text: &str) -> Option<Cow<'static, str>> {
    let legacy = || Some(DateTime::strptime("%Y%m%dT%H:%M:%S", text).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let time = text.parse::<Timestamp>().ok().or_else(legacy)?;
    Some(time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string().into())
}

/// Yes or no (XEP-0004 §3.3).
pub(super) fn boolean(text: &str) -> Option<Cow<'static, str>> {
    match text {
        "1" | "true" => Some("yes".into()),
        "0" | "false" => Some("no".into()),
        _ => None,
    }
}

/// The scheme of a URI that may be opened, and what follows it.
pub(super) fn scheme(uri: &str) -> Option<(&'static str, &str)> {
    const OPEN: [&str; 7] = ["mailto", "xmpp", "tel", "sip", "https", "http", "geo"];
    let (scheme, rest) = uri.split_once(':')?;
    let known = OPEN.into_iter().find(|known| known.eq_ignore_ascii_case(scheme))?;
    let is_clean =
        !rest.is_empty() && !rest.contains(|character: char| character.is_whitespace() || character.is_control());
    is_clean.then_some((known, rest))
}

/// A JID as a URI (RFC 5122 §2.2).
pub(super) fn jid_uri(jid: &str) -> String {
    let mut uri = "xmpp:".to_owned();
    for byte in jid.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            uri.push(byte.into());
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
