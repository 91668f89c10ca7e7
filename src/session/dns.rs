//! Where the servers of a domain are (RFC 6120 §3.2).

use std::{
    collections::VecDeque,
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use hickory_resolver::{
    TokioResolver,
    proto::rr::{Name, RData, rdata::SRV},
};

use super::{Endpoint, Error, Settings, Tls, component};

/// A host to try; its name is still to be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A name or an IP address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// A DNS answer may not keep the user waiting longer than this.
const PATIENCE: Duration = Duration::from_secs(4);
/// More targets than this are not tried.
const MOST: usize = 8;

/// The hosts to try, best first: the override, the domain's SRV records, or the domain with its default port.
pub async fn targets(settings: &Settings) -> Result<Vec<Target>, Error> {
    if let Endpoint::At { host, port } = &settings.endpoint {
        return Ok(vec![Target { host: host.clone(), port: *port }]);
    }
    if settings.account.as_component().is_some() {
        return Ok(vec![Target { host: component::HOST.to_owned(), port: component::PORT }]);
    }
    let domain = settings.account.domain();
    let (service, port) = match settings.tls {
        Tls::Direct => ("_xmpps-client._tcp", 5223),
        Tls::StartTls | Tls::None => ("_xmpp-client._tcp", 5222),
    };
    let itself = vec![Target { host: domain.trim_matches(['[', ']']).to_owned(), port }];
    if is_local(domain) || domain.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok() {
        return Ok(itself);
    }
    match tokio::time::timeout(PATIENCE, records(domain, service)).await {
        Ok(Some(records)) if records.iter().all(|record| record.target == Name::root()) && !records.is_empty() => {
            Err(Error::NoService { host: domain.to_owned() })
        }
        Ok(Some(records)) if !records.is_empty() => Ok(ordered(records, random)),
        _ => Ok(itself),
    }
}

/// Names that never leave this machine (RFC 6761 §6.3): no resolver is asked about them.
pub fn is_local(domain: &str) -> bool {
    domain == "localhost" || domain.ends_with(".localhost")
}

async fn records(domain: &str, service: &str) -> Option<Vec<SRV>> {
    let ascii = idna::domain_to_ascii(domain).ok()?;
    let resolver = TokioResolver::builder_tokio().ok()?.build().ok()?;
    let lookup = resolver.srv_lookup(format!("{service}.{ascii}.")).await.ok()?;
    let records = lookup.answers().iter().filter_map(|record| match &record.data {
        RData::SRV(srv) => Some(srv.clone()),
        _ => None,
    });
    Some(records.collect())
}

/// Priorities in order, within one a random order by weight (RFC 2782).
fn ordered(records: Vec<SRV>, mut random: impl FnMut(u64) -> u64) -> Vec<Target> {
    let mut left: VecDeque<_> = records.into_iter().filter(|record| record.target != Name::root()).collect();
    left.make_contiguous().sort_by_key(|record| (record.priority, record.weight));
    let mut targets = Vec::new();
    while let Some(priority) = left.front().map(|record| record.priority)
        && targets.len() < MOST
    {
        let group = left.iter().take_while(|record| record.priority == priority);
        let mut point = random(group.map(|record| u64::from(record.weight)).sum::<u64>() + 1);
        let chosen = left.iter().take_while(|record| record.priority == priority).position(|record| {
            let hit = point <= u64::from(record.weight);
            point = point.saturating_sub(u64::from(record.weight));
            hit
        });
        let Some(record) = left.remove(chosen.unwrap_or_default()) else { break };
        let host = record.target.to_ascii().trim_end_matches('.').to_owned();
        targets.push(Target { host, port: record.port });
    }
    targets
}

fn random(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below.max(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn record(priority: u16, weight: u16, name: &str) -> SRV {
        SRV::new(priority, weight, 5222, Name::from_ascii(name).unwrap())
    }

    #[test]
    fn lower_priorities_come_first_and_weights_choose_among_equals() {
        let records = || vec![record(20, 0, "last."), record(10, 10, "light."), record(10, 90, "heavy.")];
        let hosts = |random: fn(u64) -> u64| {
            ordered(records(), random).into_iter().map(|target| target.host).collect::<Vec<_>>()
        };
        assert_eq!(hosts(|_| 0), ["light", "heavy", "last"]);
        assert_eq!(hosts(|below| below - 1), ["heavy", "light", "last"]);
    }
}
