//! Lists that come in pages: followed to their ends, within the fences and by the same manners.

use std::time::{Duration, Instant};

use discoscope::{
    crawl::{Fences, Manners, Options, PAGE, State, Walk},
    disco::{
        address::Address,
        paging::Portion,
        state::{Kind, Question},
        tree::Tree,
    },
    session::Event,
};
use jiff::Timestamp;

use crate::pages::{answer, page, piece};

const BUSY: &str = "<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
const GONE: &str = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
const ROOT: &str = "e.example.org";

/// A crawl from the one entity that has a list in pages; everybody else has no items.
struct Play {
    walk: Walk,
    tree: Tree,
    asked: Vec<Question>,
}

fn play(options: Options, mut list: impl FnMut(&Portion) -> String) -> Play {
    let mut play = Play { walk: Walk::new(&[Address::new(ROOT)], options), tree: Tree::new(), asked: Vec::new() };
    let mut now = Instant::now();
    for _ in 0..200_000 {
        let questions = play.walk.questions(&mut play.tree, now, Timestamp::UNIX_EPOCH);
        if play.walk.is_over() {
            return play;
        }
        now += Duration::from_millis(1);
        now = now.max(play.walk.wake().filter(|_| questions.is_empty()).unwrap_or(now));
        for question in questions {
            let content = match (&*question.address.jid, question.kind) {
                (_, Kind::Info) => "<identity category='hierarchy' type='branch'/>".to_owned(),
                (ROOT, _) => list(&question.portion),
                _ => String::new(),
            };
            let answer = answer(&question, &content);
            play.asked.push(question);
            play.walk.hear(&Event::Answer(answer.clone()), now);
            play.tree.answer(answer);
        }
    }
    panic!("it does not end: {:?}", play.walk.progress(now));
}

impl Play {
    fn listed(&self) -> usize {
        self.tree.find(&Address::new(ROOT)).unwrap().items.answer().unwrap().items.len()
    }

    fn pages(&self) -> Vec<&Portion> {
        let of_root = self.asked.iter().filter(|question| &*question.address.jid == ROOT);
        of_root.filter(|question| question.kind == Kind::Items).map(|question| &question.portion).collect()
    }

    fn in_part(&self) -> usize {
        self.walk.summary(Instant::now()).findings.in_part.count
    }
}

fn quick() -> Options {
    let manners = Manners { pause: Duration::from_millis(10), ..Manners::default() };
    Options { manners, ..Options::default() }
}

#[test]
fn everybody_on_every_page_is_asked_once() {
    let play = play(quick(), |portion| page(portion, 1000, 5_500));
    assert_eq!((play.listed(), play.in_part(), play.walk.state()), (5_500, 0, State::Done));
    let counts = play.walk.summary(Instant::now()).counts;
    assert_eq!((counts.entities, counts.asked, counts.ended()), (5_501, 2 * 5_501 + 5, 2 * 5_501 + 5));
    let pages = play.pages();
    assert_eq!((pages.len(), pages[0], pages[1]), (6, &Portion::All, &Portion::After("999".into(), PAGE)));
    assert_eq!(play.tree.waiting(), 0);
    let mut whom: Vec<_> = play.asked.iter().filter(|question| question.kind == Kind::Info).collect();
    whom.sort_by_key(|question| question.address.jid.clone());
    whom.dedup();
    assert_eq!(whom.len(), 5_501);
}

#[test]
fn the_number_of_entities_is_a_fence_for_pages_too() {
    for (entities, pages) in [(1, 1), (50, 1), (100, 1), (102, 2), (301, 3), (1000, 10)] {
        let options = Options { fences: Fences { entities, ..Fences::default() }, ..quick() };
        let play = play(options, |portion| page(portion, 100, 1_000_000));
        let counts = play.walk.summary(Instant::now()).counts;
        assert_eq!((counts.entities, play.pages().len()), (entities, pages), "{entities}");
        assert_eq!(play.in_part(), 1, "{entities}");
        assert_eq!(counts.asked, 2 * entities + pages - 1);
    }
}

#[test]
fn lists_that_lead_to_nobody_end_at_the_fence() {
    let options = Options { fences: Fences { entities: 500, depth: 0, ..Fences::default() }, ..quick() };
    let play = play(options, |portion| page(portion, 100, 1_000_000));
    assert_eq!((play.listed(), play.in_part()), (500, 1));
}

#[test]
fn a_page_that_is_told_to_wait_is_asked_for_again() {
    let mut busy = 2;
    let play = play(quick(), |portion| match portion {
        Portion::After(..) if busy > 0 => {
            busy -= 1;
            BUSY.to_owned()
        }
        _ => page(portion, 100, 350),
    });
    assert_eq!((play.listed(), play.in_part(), play.pages().len()), (350, 0, 6));
    assert_eq!(play.walk.summary(Instant::now()).counts.again, 2);
}

#[test]
fn what_cannot_be_had_is_told() {
    for (second, listed) in [(GONE, 100), (BUSY, 100), ("silence", 100)] {
        let play = play(quick(), |portion| match portion {
            Portion::After(..) => second.to_owned(),
            _ => page(portion, 100, 350),
        });
        assert_eq!((play.listed(), play.in_part()), (listed, 1), "{second}");
        let counts = play.walk.summary(Instant::now()).counts;
        assert_eq!((counts.entities, counts.ended()), (101, counts.asked), "{second}");
    }
    let play = play(quick(), |_| piece(0..100, Some(350)));
    assert_eq!((play.listed(), play.in_part(), play.pages().len()), (100, 1, 2), "the same page again");
}

#[test]
fn a_list_that_is_known_in_part_is_continued() {
    let mut tree = Tree::new();
    let whole = Question::new(Kind::Items, Address::new(ROOT));
    tree.answer(answer(&whole, &page(&Portion::All, 100, 250)));
    let mut walk = Walk::new(&[Address::new(ROOT)], quick());
    let now = Instant::now();
    let mut portions = Vec::new();
    while !walk.is_over() {
        for question in walk.questions(&mut tree, now, Timestamp::UNIX_EPOCH) {
            let is_list = question.kind == Kind::Items && &*question.address.jid == ROOT;
            let content = if is_list { page(&question.portion, 100, 250) } else { String::new() };
            portions.extend(is_list.then(|| question.portion.clone()));
            let answer = answer(&question, &content);
            walk.hear(&Event::Answer(answer.clone()), now);
            tree.answer(answer);
        }
    }
    assert_eq!(portions, [Portion::After("99".into(), PAGE), Portion::After("199".into(), PAGE)]);
    assert_eq!(walk.summary(now).counts.entities, 251);
}
