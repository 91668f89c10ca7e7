//! A relay between a client and a server on this machine that makes the way longer, or breaks it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// A relay; it runs until the process ends.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    wires: Arc<Mutex<Vec<TcpStream>>>,
    taken: Arc<AtomicUsize>,
}

const READ_BYTES: usize = 64 << 10;

impl Relay {
    /// Starts one to a port of 127.0.0.1 in which everything takes so much longer, each way.
    pub fn start(target: u16, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let relay = Self { port, wires: Arc::default(), taken: Arc::default() };
        let taking = relay.clone();
        let _ = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                taking.join(client, server, delay);
            }
        });
        relay
    }

    /// Cuts what is connected now.
    pub fn cut(&self) {
        for wire in self.wires.lock().expect("nobody panics with it").drain(..) {
            let _ = wire.shutdown(Shutdown::Both);
        }
    }

    /// How many connections there have been.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Acquire)
    }

    fn join(&self, client: TcpStream, server: TcpStream, delay: Duration) {
        let clone = |wire: &TcpStream| {
            let _ = wire.set_nodelay(true);
            wire.try_clone().expect("a handle")
        };
        let mut wires = self.wires.lock().expect("nobody panics with it");
        wires.extend([clone(&client), clone(&server)]);
        let _ = self.taken.fetch_add(1, Ordering::Release);
        carry(clone(&client), clone(&server), delay);
        carry(server, client, delay);
    }
}

fn carry(from: TcpStream, to: TcpStream, delay: Duration) {
    let (sender, receiver) = mpsc::channel();
    let _ = thread::spawn(move || take(from, &sender, delay));
    let _ = thread::spawn(move || hand_over(to, &receiver));
}

fn take(mut from: TcpStream, sender: &Sender<(Instant, Vec<u8>)>, delay: Duration) {
    let mut space = vec![0; READ_BYTES];
    while let Ok(count @ 1..) = from.read(&mut space) {
        if sender.send((Instant::now() + delay, space[..count].to_vec())).is_err() {
            return;
        }
    }
}

fn hand_over(mut to: TcpStream, receiver: &Receiver<(Instant, Vec<u8>)>) {
    for (due, bytes) in receiver {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
