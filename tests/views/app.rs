//! The whole window, its tasks run by hand: from the first screen into the demo server's tree and out again.

use std::time::Duration;

use discoscope::app::{App, Message, Options};
use futures::{StreamExt, stream::SelectAll};
use iced_test::{
    futures::BoxStream,
    runtime::{Action, clipboard, task},
};
use tokio::time::timeout;

use crate::seen::{Seen, has, lacks};

const PATIENCE: Duration = Duration::from_secs(30);

/// The window and what it does besides.
pub struct Window {
    pub app: App,
    running: SelectAll<BoxStream<Action<Message>>>,
    pub copied: Option<String>,
    pub has_ended: bool,
}

impl Window {
    pub fn open(options: Options) -> Self {
        let options = Options { timeout: Duration::from_secs(30), ..options };
        let (app, first) = App::new(options);
        let mut window = Self { app, running: SelectAll::new(), copied: None, has_ended: false };
        window.running.extend(task::into_stream(first));
        window
    }

    pub fn update(&mut self, message: Message) {
        let next = self.app.update(message);
        self.running.extend(task::into_stream(next));
    }

    pub fn click(&mut self, text: &str) {
        for message in Seen::new(self.app.view()).click(text) {
            self.update(message);
        }
    }

    pub fn write(&mut self, field: &'static str, text: &str) {
        for character in text.chars() {
            for message in Seen::new(self.app.view()).write(field, &character.to_string()) {
                self.update(message);
            }
        }
    }

    pub fn texts(&self) -> Vec<String> {
        Seen::new(self.app.view()).texts()
    }

    fn take(&mut self, action: Action<Message>) {
        match action {
            Action::Output(message) => self.update(message),
            Action::Clipboard(clipboard::Action::Write { contents, .. }) => self.copied = Some(contents),
            Action::Exit => self.has_ended = true,
            _ => {}
        }
    }

    /// Lets the tasks run until the window is as it should be.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let run = async {
            while !condition(self) {
                let action = self.running.next().await.expect("nothing runs any more");
                self.take(action);
            }
        };
        let is_over = timeout(PATIENCE, run).await.is_ok();
        assert!(is_over, "{what} is not among {:#?}", self.texts());
    }

    pub async fn until_shown(&mut self, words: &str) {
        self.until(words, |window| window.texts().iter().any(|text| text == words)).await;
    }
}

#[tokio::test]
async fn the_demo_opens_from_its_button_and_can_be_explored() {
    let mut window = Window::open(Options::default());
    assert_eq!(window.app.title(), "Discoscope");
    window.click("Open the demo");
    has(&window.texts(), &["Starting the demo server…"]);
    window.until_shown("odd.demo.localhost").await;
    window.until_shown("urn:xmpp:ping").await;
    assert!(window.app.title().starts_with("demo@demo.localhost/"), "{}", window.app.title());

    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
    window.click("XML");
    window.until("the XML", |window| window.texts().iter().any(|text| text == "Copy all")).await;
    window.click("Exact");
    window.click("Copy all");
    window.until("the copy", |window| window.copied.is_some()).await;

    window.click("Log out");
    has(&window.texts(), &["Open the demo"]);
    assert_eq!(window.app.title(), "Discoscope");
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
}

#[tokio::test]
async fn the_demo_of_the_command_line_opens_at_an_address_and_ends_with_a_goodbye() {
    let address = discoscope::disco::address::Address::with_node("odd.demo.localhost", "loops/self");
    let mut window = Window::open(Options { demo: true, address: Some(address), ..Options::default() });
    has(&window.texts(), &["Starting the demo server…"]);
    window.until_shown("loops back").await;
    window.update(Message::CloseRequested);
    window.until("the end", |window| window.has_ended).await;
}

#[tokio::test]
async fn a_forged_answer_is_told_and_the_true_one_shown() {
    let address = discoscope::disco::address::Address::with_node("odd.demo.localhost", "replies/forged-first");
    let mut window = Window::open(Options { demo: true, address: Some(address), ..Options::default() });
    window
        .until_shown(
            "mallory@demo.localhost/forger sent an answer to a question that went to odd.demo.localhost node \
             replies/forged-first; it is not believed.",
        )
        .await;
    window.until_shown("hierarchy/leaf").await;
    window.until_shown("Items 1").await;
}

#[tokio::test]
async fn a_connection_that_fails_says_why_and_keeps_the_form() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let options = Options {
        account: "a@example.org".to_owned(),
        connect: format!("127.0.0.1:{port}"),
        tls: discoscope::session::Tls::None,
        ..Options::default()
    };
    let mut window = Window::open(options);
    window.write("connect-password", "secret");
    window.click("Connect");
    has(&window.texts(), &["Connecting to example.org…"]);
    let start = format!("127.0.0.1 port {port} cannot be reached: ");
    window.until(&start, |window| window.texts().iter().any(|text| text.starts_with(&start))).await;
    lacks(&window.texts(), &["Connecting to example.org…", "Cancel"]);
    has(&window.texts(), &["a@example.org"]);
}

#[tokio::test]
async fn connecting_can_be_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let options = Options {
        account: "a@example.org".to_owned(),
        connect: silent.local_addr().unwrap().to_string(),
        tls: discoscope::session::Tls::None,
        ..Options::default()
    };
    let mut window = Window::open(options);
    window.write("connect-password", "secret");
    window.click("Connect");
    window.click("Cancel");
    lacks(&window.texts(), &["Cancel"]);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
}
