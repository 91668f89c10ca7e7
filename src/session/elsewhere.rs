//! Where a server sends its clients to (`see-other-host`, RFC 6120 §4.9.3.19).

use super::{Error, Settings, Tls, settings};

/// Another place of the same service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// A name or an IP address.
    pub host: String,
    /// The TCP port; none means that DNS is asked about the host (RFC 6120 §3.2).
    pub port: Option<u16>,
}

/// No place is longer: a host name has 253 characters.
pub const MOST: usize = 300;

impl Elsewhere {
    /// Where that error sends us, if it does and we go: once, and only where the server has to prove with the
    /// certificate of our domain that it is the same. Every other error stays what it is.
    pub fn of(error: Error, settings: &Settings, was_sent: bool) -> Result<Self, Error> {
        let Error::SeeOtherHost { place } = error else { return Err(error) };
        let refused = |why| Error::NotFollowed { place: place.clone(), why };
        if settings.tls == Tls::None {
            return Err(refused("without TLS nobody there could prove to be the right server"));
        }
        if settings.account.as_component().is_some() {
            return Err(refused(
                "a component's host is that of the settings, and who is elsewhere cannot prove to be it",
            ));
        }
        if was_sent {
            return Err(refused("we have been sent on once already, and servers may send us in a circle"));
        }
        let (host, port) = settings::host_and_port(&place).map_err(refused)?;
        Ok(Self { host, port })
    }
}

impl std::fmt::Display for Elsewhere {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.host.contains(':'), self.port) {
            (true, Some(port)) => write!(formatter, "[{}]:{port}", self.host),
            (false, Some(port)) => write!(formatter, "{}:{port}", self.host),
            (_, None) => formatter.write_str(&self.host),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::session::Account;

    fn follow(place: &str, tls: Tls, was_sent: bool) -> Result<String, String> {
        let settings = Settings { tls, ..Settings::new(Account::password("a@example.org").unwrap()) };
        let error = Error::SeeOtherHost { place: place.to_owned() };
        Elsewhere::of(error, &settings, was_sent)
            .map(|to| format!("{to} {:?}", to.port))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn every_form_of_a_place_is_read() {
        for (place, read) in [
            ("b.example.org", "b.example.org None"),
            ("b.example.org:5222", "b.example.org:5222 Some(5222)"),
            ("192.0.2.1", "192.0.2.1 None"),
            ("192.0.2.1:5299", "192.0.2.1:5299 Some(5299)"),
            ("[2001:db8::1]", "2001:db8::1 None"),
            ("[2001:db8::1]:5222", "[2001:db8::1]:5222 Some(5222)"),
        ] {
            assert_eq!(follow(place, Tls::StartTls, false).unwrap(), read);
            assert_eq!(follow(place, Tls::Direct, false).unwrap(), read);
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_a_reason() {
        for (place, why) in [
            ("", "the host is missing"),
            (":5222", "the host is missing"),
            ("b.example.org:", "the port is not a number"),
            ("b.example.org:0", "port 0 does not exist"),
            ("b.example.org:65536", "the port is above 65535"),
            ("2001:db8::1", "needs brackets"),
            ("[2001:db8::1", "brackets"),
            ("[b.example.org]:5222", "no IPv6 address"),
            ("a b", "characters that no host name has"),
            ("user@b.example.org", "characters that no host name has"),
            ("b.example.org/x", "characters that no host name has"),
        ] {
            let error = follow(place, Tls::StartTls, false).unwrap_err();
            assert!(error.contains(why), "{place}: {error}");
        }
    }

    #[test]
    fn nobody_is_followed_twice_or_without_tls() {
        assert!(follow("b.example.org", Tls::None, false).unwrap_err().contains("without TLS"));
        assert!(follow("b.example.org", Tls::StartTls, true).unwrap_err().contains("in a circle"));
        let component =
            Settings { tls: Tls::Direct, ..Settings::new(Account::component("gate.example.org", None).unwrap()) };
        let place = Error::SeeOtherHost { place: "b.example.org".to_owned() };
        assert!(Elsewhere::of(place, &component, false).unwrap_err().to_string().contains("a component's host"));
        let other = Elsewhere::of(Error::EmptyPassword, &Settings::new(Account::password("a@b").unwrap()), false);
        assert!(matches!(other, Err(Error::EmptyPassword)));
    }
}
