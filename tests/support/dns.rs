//! A DNS server on this machine that knows what a test tells it.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{A, AAAA, SRV},
    },
};
use tokio::{net::UdpSocket, task::AbortHandle};

/// What becomes of a question.
#[derive(Clone, Debug)]
pub enum Answer {
    /// These records.
    Records(Vec<RData>),
    /// The server cannot tell.
    Failure,
    /// Nothing at all.
    Silence,
}

/// A running server.
pub struct Dns {
    /// Where it listens.
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: AbortHandle,
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Dns {
    /// Starts one; names without an answer do not exist.
    pub async fn start(answers: Vec<(&str, RecordType, Answer)>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let answers: HashMap<_, _> =
            answers.into_iter().map(|(name, kind, answer)| ((name.to_owned(), kind), answer)).collect();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = asked.clone();
        let task = tokio::spawn(async move {
            let mut bytes = vec![0; 4096];
            while let Ok((count, from)) = socket.recv_from(&mut bytes).await {
                let Ok(question) = Message::from_vec(&bytes[..count]) else { continue };
                let Some(query) = question.queries.first().cloned() else { continue };
                let name = query.name().to_ascii().trim_end_matches('.').to_lowercase();
                heard.lock().expect("nobody panics with it").push(format!("{name} {}", query.query_type()));
                let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
                reply.metadata.recursion_desired = true;
                reply.metadata.recursion_available = true;
                let _ = reply.add_query(query.clone());
                match answers.get(&(name, query.query_type())) {
                    Some(Answer::Silence) => continue,
                    Some(Answer::Failure) => reply.metadata.response_code = ResponseCode::ServFail,
                    Some(Answer::Records(records)) => {
                        for record in records {
                            let _ = reply.add_answer(Record::from_rdata(query.name().clone(), 60, record.clone()));
                        }
                    }
                    None => reply.metadata.response_code = ResponseCode::NXDomain,
                }
                let _ = socket.send_to(&reply.to_vec().expect("a message"), from).await;
            }
        });
        Self { address, asked, task: task.abort_handle() }
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics with it").clone()
    }
}

/// A host of a service.
pub fn srv(priority: u16, weight: u16, port: u16, host: &str) -> RData {
    RData::SRV(SRV::new(priority, weight, port, Name::from_ascii(host).expect("a name")))
}

/// An address.
pub fn address(text: &str) -> RData {
    match text.parse().expect("an address") {
        IpAddr::V4(four) => RData::A(A(four)),
        IpAddr::V6(six) => RData::AAAA(AAAA(six)),
    }
}
