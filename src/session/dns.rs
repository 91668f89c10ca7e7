//! Where the servers of a domain are (RFC 6120 §3.2), and the addresses of a host.

use std::{
    collections::VecDeque,
    hash::{BuildHasher, Hasher, RandomState},
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
    proto::rr::RData,
};
use tokio::time::timeout;

use super::{
    Endpoint, Error, Settings, Tls, component,
    elsewhere::Elsewhere,
    srv::{self, Record},
    tls::plain,
};

/// A host to try; its name is still to be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A name or an IP address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Why it is only a guess, if it is one.
    pub doubt: Option<String>,
}

/// A DNS answer may not keep the user waiting longer than this.
const PATIENCE: Duration = Duration::from_secs(4);
/// The system's resolver asks several servers several times.
const SYSTEM_PATIENCE: Duration = Duration::from_secs(10);
/// More addresses of one host are not tried.
const MOST_ADDRESSES: usize = 16;

impl Target {
    fn new(host: &str, port: u16) -> Self {
        Self { host: host.to_owned(), port, doubt: None }
    }
}

/// The hosts to try, best first: where the server sent us, the override, the SRV records of the domain, or the domain
/// with its default port.
pub async fn targets(settings: &Settings, elsewhere: Option<&Elsewhere>) -> Result<Vec<Target>, Error> {
    let (service, port) = match settings.tls {
        Tls::Direct => ("_xmpps-client._tcp", 5223),
        Tls::StartTls | Tls::None => ("_xmpp-client._tcp", 5222),
    };
    let domain = match (elsewhere, &settings.endpoint) {
        (Some(Elsewhere { host, port: Some(port) }), _) | (None, Endpoint::At { host, port }) => {
            return Ok(vec![Target::new(host, *port)]);
        }
        (Some(Elsewhere { host, port: None }), _) => host.as_str(),
        (None, Endpoint::Lookup) if settings.account.as_component().is_some() => {
            return Ok(vec![Target::new(component::HOST, component::PORT)]);
        }
        (None, Endpoint::Lookup) => settings.account.domain(),
    };
    let itself = Target::new(domain.trim_matches(['[', ']']), port);
    if is_local(domain) || itself.host.parse::<IpAddr>().is_ok() {
        return Ok(vec![itself]);
    }
    match records(domain, service, settings).await {
        Ok(records) if srv::is_refusal(&records) => Err(Error::NoService { host: domain.to_owned() }),
        Ok(records) if records.is_empty() => Ok(vec![itself]),
        Ok(records) => {
            let records = srv::ordered(records, random);
            Ok(records.into_iter().map(|record| Target::new(&record.host, record.port)).collect())
        }
        Err(why) => {
            tracing::info!(domain, %why, "DNS does not say where the XMPP service is; trying the domain itself");
            Ok(vec![Target { doubt: Some(why), ..itself }])
        }
    }
}

/// Names that never leave this machine (RFC 6761 §6.3): no resolver is asked about them.
pub fn is_local(domain: &str) -> bool {
    domain == "localhost" || domain.ends_with(".localhost")
}

/// All addresses of a host, those of IPv6 and of IPv4 in turn, beginning with the family that the resolver prefers.
pub async fn addresses(target: &Target, settings: &Settings) -> Result<Vec<SocketAddr>, Error> {
    let failed = |why: String| Error::Lookup { host: target.host.clone(), why };
    if is_local(&target.host) {
        return Ok(vec![([127, 0, 0, 1], target.port).into(), (Ipv6Addr::LOCALHOST, target.port).into()]);
    }
    let ascii = match target.host.parse::<IpAddr>() {
        Ok(ip) => return Ok(vec![SocketAddr::new(ip, target.port)]),
        Err(_) => idna::domain_to_ascii(&target.host).map_err(|_| failed("it is not a host name".to_owned()))?,
    };
    let found = match settings.dns {
        Some(server) => ask_for_addresses(&ascii, server).await,
        None => ask_the_system(&ascii, target.port).await,
    };
    let found = found.map_err(failed)?;
    if found.is_empty() {
        return Err(failed("the name has no address".to_owned()));
    }
    Ok(in_turn(found).into_iter().map(|ip| SocketAddr::new(ip, target.port)).collect())
}

async fn ask_the_system(host: &str, port: u16) -> Result<Vec<IpAddr>, String> {
    let found = timeout(SYSTEM_PATIENCE, tokio::net::lookup_host((host, port))).await;
    let found: io::Result<Vec<_>> =
        found.map_err(io::Error::from).and_then(|found| found.map(|found| found.map(|one| one.ip()).collect()));
    found.map_err(|error| {
        let words = plain(&error.to_string());
        words.rsplit(": ").next().unwrap_or(&words).to_lowercase()
    })
}

async fn ask_for_addresses(host: &str, server: SocketAddr) -> Result<Vec<IpAddr>, String> {
    let resolver = resolver(Some(server))?;
    match timeout(PATIENCE, resolver.lookup_ip(format!("{host}."))).await {
        Ok(Ok(found)) => Ok(found.iter().collect()),
        Ok(Err(error)) if error.is_no_records_found() => Ok(Vec::new()),
        Ok(Err(error)) => Err(said(&error)),
        Err(_) => Err(no_answer()),
    }
}

/// The families take turns, so that one of them that leads nowhere does not hold up the other (RFC 8305 §4).
fn in_turn(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let Some(first) = addresses.first().map(IpAddr::is_ipv6) else { return addresses };
    let (mut some, mut others): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first);
    let mut ordered = Vec::new();
    while !(some.is_empty() && others.is_empty()) {
        ordered.extend(some.pop_front());
        ordered.extend(others.pop_front());
    }
    ordered.truncate(MOST_ADDRESSES);
    ordered
}

async fn records(domain: &str, service: &str, settings: &Settings) -> Result<Vec<Record>, String> {
    let ascii = idna::domain_to_ascii(domain).map_err(|_| "it is not a host name".to_owned())?;
    let resolver = resolver(settings.dns)?;
    let lookup = match timeout(PATIENCE, resolver.srv_lookup(format!("{service}.{ascii}."))).await {
        Ok(Ok(lookup)) => lookup,
        Ok(Err(error)) if error.is_no_records_found() => return Ok(Vec::new()),
        Ok(Err(error)) => return Err(said(&error)),
        Err(_) => return Err(no_answer()),
    };
    let records = lookup.answers().iter().filter_map(|record| match &record.data {
        RData::SRV(srv) => Some(Record {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            host: srv.target.to_ascii().trim_end_matches('.').to_owned(),
        }),
        _ => None,
    });
    Ok(records.collect())
}

fn resolver(server: Option<SocketAddr>) -> Result<TokioResolver, String> {
    let builder = match server {
        None => TokioResolver::builder_tokio().map_err(|error| said(&error))?,
        Some(server) => {
            let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
            (udp.port, tcp.port) = (server.port(), server.port());
            let server = NameServerConfig::new(server.ip(), true, vec![udp, tcp]);
            let config = ResolverConfig::from_name_servers(vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    builder.build().map_err(|error| said(&error))
}

/// What the resolver says; its words may hold what a stranger wrote.
fn said(error: &impl ToString) -> String {
    let words = error.to_string();
    crate::disco::text::visible_within(words.trim_end_matches('.'), 200).into_owned()
}

fn no_answer() -> String {
    format!("the DNS server gave no answer within {} s", PATIENCE.as_secs())
}

fn random(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below.max(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_families_take_turns() {
        let parsed = |list: &[&str]| list.iter().map(|one| one.parse().unwrap()).collect::<Vec<IpAddr>>();
        for (given, ordered) in [
            (&["::1", "::2", "::3", "1.1.1.1"][..], &["::1", "1.1.1.1", "::2", "::3"][..]),
            (&["1.1.1.1", "2.2.2.2", "::1"], &["1.1.1.1", "::1", "2.2.2.2"]),
            (&["1.1.1.1"], &["1.1.1.1"]),
            (&[], &[]),
        ] {
            assert_eq!(in_turn(parsed(given)), parsed(ordered));
        }
        assert_eq!(in_turn(vec![Ipv6Addr::LOCALHOST.into(); 1000]).len(), MOST_ADDRESSES);
    }
}
