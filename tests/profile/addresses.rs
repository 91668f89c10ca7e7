//! Favourite and recent addresses.

use discoscope::{
    disco::address::Address,
    profile::addresses::{Addresses, MOST_FAVOURITES, MOST_RECENT},
};

fn offers(addresses: &Addresses) -> Vec<(String, bool)> {
    addresses.offers().iter().map(|offer| (offer.address.to_string(), offer.is_favourite)).collect()
}

#[test]
fn the_newest_comes_first_and_favourites_before_it() {
    let mut addresses = Addresses::default();
    for jid in ["a.org", "b.org", "a.org"] {
        addresses.visit(Address::new(jid), Some("me@x.org"));
    }
    addresses.favour(Address::with_node("b.org", "n"), None, true);
    addresses.favour(Address::new("b.org"), Some("me@x.org"), true);
    addresses.favour(Address::new("b.org"), Some("other@x.org"), true);
    let expected = [("b.org node n", true), ("b.org", true), ("a.org", false)];
    assert_eq!(offers(&addresses), expected.map(|(address, is)| (address.to_owned(), is)));
    assert!(addresses.is_favourite(&Address::new("b.org")));
    addresses.favour(Address::new("b.org"), None, false);
    assert!(!addresses.is_favourite(&Address::new("b.org")));
    addresses.remove(&Address::new("a.org"));
    assert_eq!(offers(&addresses).len(), 2);
}

/// Of an address that two accounts went to one is left when the other account is forgotten.
#[test]
fn what_two_accounts_know_is_forgotten_once() {
    let mut addresses = Addresses::default();
    addresses.visit(Address::new("a.org"), Some("one@x.org"));
    addresses.visit(Address::new("a.org"), Some("other@x.org"));
    assert_eq!(offers(&addresses).len(), 1);
    addresses.forget("one@x.org");
    assert_eq!(offers(&addresses).len(), 1);
    addresses.forget("other@x.org");
    assert!(offers(&addresses).is_empty());
}

#[test]
fn both_lists_are_bounded() {
    let mut addresses = Addresses::default();
    for number in 0..1000 {
        addresses.visit(Address::new(format!("r{number}.org")), None);
        addresses.favour(Address::new(format!("f{number}.org")), None, true);
    }
    addresses.visit(Address::with_node("a.org", "n".repeat(10_000)), None);
    assert_eq!(offers(&addresses).len(), MOST_RECENT + MOST_FAVOURITES);
    assert!(addresses.is_favourite(&Address::new("f999.org")));
}
