//! Where a session has its password from, with a keyring that does what it is told.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use discoscope::{
    profile::{
        accounts::Id,
        keyring::{Keyring, Trouble, Vault},
        password::Source,
    },
    session::{Account, Error, Secret},
};

/// A keyring in memory; `trouble` is what it does instead of answering.
#[derive(Clone, Default)]
struct Fake {
    passwords: Arc<Mutex<HashMap<String, String>>>,
    trouble: Option<Trouble>,
    hangs: bool,
    reads: Arc<Mutex<usize>>,
}

impl Fake {
    fn answer<T>(&self, answer: impl FnOnce(&mut HashMap<String, String>) -> Result<T, Trouble>) -> Result<T, Trouble> {
        if self.hangs {
            std::thread::sleep(Duration::from_secs(3600));
        }
        match &self.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => answer(&mut self.passwords.lock().unwrap()),
        }
    }
}

impl Vault for Fake {
    fn check(&self) -> Result<(), Trouble> {
        self.answer(|_| Ok(()))
    }

    fn read(&self, id: &Id) -> Result<Secret, Trouble> {
        *self.reads.lock().unwrap() += 1;
        self.answer(|passwords| passwords.get(&id.in_keyring()).cloned().map(Secret::new).ok_or(Trouble::Nothing))
    }

    fn write(&self, id: &Id, secret: &Secret) -> Result<(), Trouble> {
        self.answer(|passwords| {
            let _ = passwords.insert(id.in_keyring(), secret.reveal().to_owned());
            Ok(())
        })
    }

    fn remove(&self, id: &Id) -> Result<(), Trouble> {
        self.answer(|passwords| {
            let _ = passwords.remove(&id.in_keyring());
            Ok(())
        })
    }
}

fn id() -> Id {
    Id::of(&Account::password("alice@localhost").unwrap())
}

async fn ask(source: &Source) -> Result<String, Error> {
    source.passwords()().await.map(|secret| secret.reveal().to_owned())
}

#[tokio::test]
async fn what_was_typed_is_held_until_the_keyring_has_it() {
    let fake = Fake::default();
    let source = Source::typed(id(), Keyring::of(fake.clone()), Secret::new("typed".to_owned()));
    assert!(!source.is_kept());
    assert_eq!(ask(&source).await.unwrap(), "typed");
    assert_eq!(*fake.reads.lock().unwrap(), 0);
    source.keep().await.unwrap();
    assert!(source.is_kept());
    // From now on the keyring is asked, each time.
    let _ = fake.passwords.lock().unwrap().insert(id().in_keyring(), "changed there".to_owned());
    assert_eq!(ask(&source).await.unwrap(), "changed there");
    assert_eq!(*fake.reads.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_keyring_that_takes_nothing_leaves_what_was_typed() {
    for trouble in [Trouble::Absent { why: "no bus".to_owned() }, Trouble::Locked] {
        let fake = Fake { trouble: Some(trouble.clone()), ..Fake::default() };
        let source = Source::typed(id(), Keyring::of(fake), Secret::new("typed".to_owned()));
        assert_eq!(source.keep().await, Err(trouble));
        assert_eq!(ask(&source).await.unwrap(), "typed");
    }
}

#[tokio::test]
async fn each_trouble_has_its_words_and_names_the_account() {
    for (trouble, words) in [
        (Trouble::Absent { why: "no bus".to_owned() }, "no keyring service answers here (no bus)"),
        (Trouble::Locked, "the keyring is locked"),
        (Trouble::Nothing, "the keyring has none"),
        (Trouble::Failed { why: "it broke".to_owned() }, "the keyring failed (it broke)"),
    ] {
        let fake = Fake { trouble: Some(trouble), ..Fake::default() };
        let sentence = ask(&Source::kept(id(), Keyring::of(fake))).await.unwrap_err().to_string();
        assert!(sentence.contains("alice@localhost") && sentence.contains(words), "{sentence}");
    }
}

#[tokio::test]
async fn a_refused_password_is_not_given_again() {
    let fake = Fake::default();
    for source in [
        Source::typed(id(), Keyring::of(fake.clone()), Secret::new("wrong".to_owned())),
        Source::kept(id(), Keyring::of(fake.clone())),
    ] {
        source.refuse();
        let error = ask(&source).await.unwrap_err();
        assert!(error.is_final() && error.to_string().contains("refused"), "{error}");
    }
    assert_eq!(*fake.reads.lock().unwrap(), 0, "the keyring was asked for nothing");
}

/// A question that its owner never answers: whoever waits is told so in time, and nothing else waits for it.
#[tokio::test]
async fn a_keyring_that_never_answers_is_waited_for_a_while() {
    let keyring = Keyring::of(Fake { hangs: true, ..Fake::default() }).patient(Duration::from_secs(1));
    let error = ask(&Source::kept(id(), keyring)).await.unwrap_err().to_string();
    assert!(error.contains("did not answer within 1 s"), "{error}");
}

#[tokio::test]
async fn nothing_that_is_printed_has_the_password() {
    let source = Source::typed(id(), Keyring::of(Fake::default()), Secret::new("hunter2".to_owned()));
    assert!(!format!("{source:?} {:?}", source.passwords()().await).contains("hunter2"));
}
