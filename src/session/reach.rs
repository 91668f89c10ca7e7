//! A TCP connection to the first address of a host that answers.

use std::{net::SocketAddr, time::Duration};

use futures::{StreamExt, stream::FuturesUnordered};
use tokio::{
    net::TcpStream,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Account, Error, Settings, Tls,
    dns::{self, Target},
    tls,
};

/// An address that has not answered by then does not keep the next one waiting any longer (RFC 8305 §5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to a host: every address is tried, each for at most [`Settings::step_timeout`], a new one as soon as the one
/// before it failed or was silent for a moment; the first connection wins, and the others are closed.
pub async fn reach(target: &Target, settings: &Settings) -> Result<TcpStream, Error> {
    let addresses = dns::addresses(target, settings).await?;
    if settings.tls == Tls::None && !addresses.iter().all(|address| address.ip().is_loopback()) {
        let host = target.host.clone();
        return Err(match settings.account {
            Account::Component(_) => Error::ComponentToOthers { host },
            Account::Password(_) | Account::Anonymous(_) => Error::PlainToOthers { host },
        });
    }
    let failed = |why: String| Error::Connect { host: target.host.clone(), port: target.port, why };
    match race(addresses, settings.step_timeout).await {
        Ok(tcp) => {
            let _ = tcp.set_nodelay(true);
            Ok(tcp)
        }
        Err(why) => Err(failed(match &target.doubt {
            Some(doubt) => format!("{why}; DNS did not say where the XMPP service is ({doubt})"),
            None => why,
        })),
    }
}

async fn race(addresses: Vec<SocketAddr>, patience: Duration) -> Result<TcpStream, String> {
    let count = addresses.len();
    let mut left = addresses.into_iter();
    let mut running = FuturesUnordered::new();
    let mut why = "it has no address".to_owned();
    let mut next = left.next();
    let mut due = Instant::now();
    loop {
        if next.is_none() && running.is_empty() {
            return Err(why);
        }
        tokio::select! {
            // Who failed makes room at once.
            () = sleep_until(due), if next.is_some() => {
                if let Some(address) = next {
                    running.push(connect(address, patience));
                }
                next = left.next();
                due = Instant::now() + HEAD_START;
            }
            Some((address, tried)) = running.next() => match tried {
                Ok(tcp) => return Ok(tcp),
                Err(words) => {
                    why = if count > 1 { format!("{words} (the last of {count} addresses, {})", address.ip()) } else { words };
                    due = Instant::now();
                }
            },
        }
    }
}

async fn connect(address: SocketAddr, patience: Duration) -> (SocketAddr, Result<TcpStream, String>) {
    let tried = match timeout(patience, TcpStream::connect(address)).await {
        Ok(Ok(tcp)) => Ok(tcp),
        Ok(Err(error)) => Err(tls::plain(&error.to_string())),
        Err(_) => Err(format!("no answer within {} s", patience.as_secs_f64())),
    };
    (address, tried)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A port where nobody listens, and one where somebody does.
    async fn ports() -> (SocketAddr, SocketAddr, TcpListener) {
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = TcpListener::bind("127.0.0.1:0").await.unwrap();
        (gone.local_addr().unwrap(), there.local_addr().unwrap(), there)
    }

    #[tokio::test]
    async fn who_refuses_or_is_silent_holds_nobody_up() {
        let (gone, there, _listener) = ports().await;
        // A queue that is full takes no further connection: this address is silent.
        let full = tokio::net::TcpSocket::new_v4().unwrap();
        full.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let silent = full.local_addr().unwrap();
        let _full = full.listen(1).unwrap();
        let mut waiting = Vec::new();
        for _ in 0..8 {
            waiting.push(timeout(Duration::from_millis(50), TcpStream::connect(silent)).await);
        }
        let tcp = race(vec![gone, silent, there], Duration::from_secs(60)).await.unwrap();
        assert_eq!(tcp.peer_addr().unwrap(), there);
        let why = race(vec![silent, gone], Duration::from_millis(300)).await.unwrap_err();
        assert!(why.contains("of 2 addresses, 127.0.0.1"), "{why}");
        assert_eq!(race(Vec::new(), Duration::from_secs(60)).await.unwrap_err(), "it has no address");
    }
}
