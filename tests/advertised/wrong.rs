//! What is wrong with a file is said with its line, its field, why, and what to do.

use discoscope::disco::advertised::{Error, Profile};

const GOOD: &str = "\n[[node]]\nidentities = [{ category = 'client', type = 'pc' }]\n\
    features = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items']\n";

#[test]
fn wrong_fields_are_named_with_their_line() {
    for (text, line, words) in [
        ("strict = 'yes'", 1, "strict: it is neither true nor false; write true or false."),
        ("\n\nnode = 3", 3, "node: it is no list of tables; write it as [[node]], or as [{ … }]."),
        ("[node]\nname = 'x'", 1, "node: it is no list of tables"),
        ("rules = []", 1, "rules: no field has this name; the fields here are strict, caps_node, node, rule."),
        (
            "[[node]]\nname = 'x'\nfeature = ['a']",
            3,
            "node.feature: no field has this name; the fields here are name, jid,",
        ),
        ("[[node]]\nfeatures = 'a'", 2, "node.features: it is no list of texts; write it as [\"one\", \"two\"]."),
        ("[[node]]\nfeatures = ['a', 3]", 2, "node.features: it is no list of texts"),
        ("[[node]]\nname = 3", 2, "node.name: it is of type integer, not text; write it in quotes."),
        ("[[node]]\nname = \"a\\u0001\"", 2, "node.name: it holds the character U+0001; XML cannot carry it"),
        ("[[node]]\nfeatures = [\"\\uFFFE\"]", 2, "node.features: it holds the character U+FFFE"),
        ("[[node]]\njid = '@'", 2, "node.jid: “@” is not a JID"),
        (
            "[[node]]\nidentities = [\n  { category = 'a' },\n  { kind = 'a' },\n]",
            4,
            "node.identities.kind: no field has this name",
        ),
        ("[[node]]\nidentities = ['client']", 2, "node.identities: it is no list of tables"),
        ("[[node]]\nitems = [{ jid = 'a', nod = 'b' }]", 2, "node.items.nod: no field has this name"),
        (
            "[[node]]\n[[node.form]]\nfields = [{ value = 'x' }]",
            3,
            "node.form.fields.value: no field has this name; the fields here are var, type, label, values.",
        ),
        (
            "[[rule]]\nsilent = true",
            1,
            "rule.who: it is missing; write a full JID, a bare JID, a domain, or “*” for everybody.",
        ),
        ("[[rule]]\nwho = 'a@b@c'\nsilent = true", 2, "rule.who: “a@b@c” is not a JID"),
        ("[[rule]]\nwho = '*'", 1, "rule: it does nothing; write “answer”, “error”, “silent = true” or “delay_ms”."),
        ("[[rule]]\nwho = '*'\nsilent = false", 1, "rule: it does nothing"),
        ("[[rule]]\nwho = '*'\nsilent = true\nerror = { condition = 'gone' }", 1, "rule: it wants two things at once"),
        ("[[rule]]\nwho = '*'\nkind = 'both'\nsilent = true", 3, "rule.kind: it is neither; write “info” or “items”"),
        (
            "[[rule]]\nwho = '*'\nnode = 'x'\nmain = true\nsilent = true",
            4,
            "rule.main: “node” names another node already",
        ),
        (
            "[[rule]]\nwho = '*'\ndelay_ms = -1",
            3,
            "rule.delay_ms: it is no delay that can be kept; write a whole number of milliseconds from 0 to 600000.",
        ),
        ("[[rule]]\nwho = '*'\ndelay_ms = 600001", 3, "rule.delay_ms: it is no delay"),
        ("[[rule]]\nwho = '*'\ndelay_ms = '5'", 3, "rule.delay_ms: it is no delay"),
        ("[[rule]]\nwho = '*'\nerror = {}", 3, "rule.error.condition: it is missing, or no name of an element"),
        ("[[rule]]\nwho = '*'\nerror = { condition = 'a b' }", 3, "rule.error.condition: it is missing, or no name"),
        (
            "[[rule]]\nwho = '*'\nerror = 'gone'",
            3,
            "rule.error: it is no table; write it as [rule.error], or as error = { … }.",
        ),
        ("[[rule]]\nwho = '*'\n[rule.answer]\nname = 'x'", 4, "rule.answer.name: no field has this name"),
    ] {
        let error = Profile::from_toml(text).unwrap_err();
        assert_eq!(error.line(), Some(line), "{text}: {error}");
        let said = error.to_string();
        assert!(said.starts_with(&format!("Line {line}, {words}")), "{text}: {said}");
        assert!(said.ends_with('.') && said.contains("; "), "no sentence that says what to do: {said}");
    }
}

#[test]
fn what_is_no_toml_is_said_with_its_line() {
    for (text, line) in [("a = 1\nb =\n", 2), ("[[node]\n", 1), ("\n\n= 3", 3), ("strict = true\nstrict = true", 2)] {
        let error = Profile::from_toml(text).unwrap_err();
        assert!(matches!(error, Error::Syntax { line: found, .. } if found == line), "{text}: {error}");
        assert!(error.to_string().starts_with(&format!("Line {line} is not TOML: ")), "{error}");
    }
    let long = format!("# {}", "x".repeat(1 << 20));
    assert_eq!(Profile::from_toml(&long), Err(Error::TooLong));
    let deep = format!("x = {}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(matches!(Profile::from_toml(&deep), Err(Error::Syntax { .. })));
}

#[test]
fn what_breaks_the_protocol_is_refused_unless_somebody_wants_it_so() {
    let node = |rest: &str| format!("{GOOD}[[node]]\nname = 'x'\n{rest}");
    for (text, words) in [
        (String::new(), "The main node: It is missing"),
        (
            "[[node]]\nidentities = [{ category = 'client', type = 'pc' }]".to_owned(),
            "The main node: It does not have the feature http://jabber.org/protocol/disco#info",
        ),
        (
            GOOD.replace(", 'http://jabber.org/protocol/disco#items'", ""),
            "The main node: It does not have the feature http://jabber.org/protocol/disco#items",
        ),
        (
            GOOD.replace("{ category = 'client', type = 'pc' }", ""),
            "The main node: The reply has no identity; each entity has at least one. no identity (XEP-0030 §3.1).",
        ),
        (node("features = ['a']"), "Node “x”: The reply has no identity"),
        (node("identities = [{ category = 'a' }]"), "Node “x”: An identity has no type"),
        (
            node("identities = [{ category = 'a', type = 'b' }]\nfeatures = ['a', 'a']"),
            "Node “x”: The same feature stands in the reply more than once.",
        ),
        (
            node("identities = [{ category = 'a', type = 'b' }]\nitems = [{ name = 'x' }]"),
            "Node “x”: An item has no JID",
        ),
        (
            node("identities = [{ category = 'a', type = 'b' }]\n[[node.form]]\nfields = [{ var = 'x' }]"),
            "Node “x”: A form does not say by FORM_TYPE",
        ),
        (
            format!("{GOOD}[[rule]]\nwho = '*'\nerror = {{ condition = 'no-such' }}"),
            "The error of rule 1: The condition of the error is not a defined one.",
        ),
        (
            format!("{GOOD}[[rule]]\nwho = '*'\nerror = {{ type = 'x', condition = 'gone' }}"),
            "The error of rule 1: The type of the error",
        ),
    ] {
        let error = Profile::from_toml(&text).unwrap_err();
        let said = error.to_string();
        assert!(matches!(error, Error::Rules { .. }) && said.starts_with(words), "{text}: {said}");
        assert!(said.contains("Mend it, or write “strict = false” to say it as it is"), "{said}");
        let loose = format!("strict = false\n{text}");
        let profile = Profile::from_toml(&loose).unwrap_or_else(|error| panic!("{loose}: {error}"));
        assert!(!profile.is_strict && !profile.problems().is_empty());
    }
    assert_eq!(Profile::from_toml(GOOD).unwrap().problems(), []);
}

#[test]
fn what_discoscope_says_by_itself_keeps_the_rules() {
    let profile = Profile::default();
    assert_eq!(profile.problems(), []);
    assert_eq!(Profile::from_toml(&profile.to_toml()), Ok(profile));
}

#[test]
fn what_rules_answer_has_to_keep_the_protocol_too() {
    let rule =
        |rest: &str| format!("{GOOD}[[node]]\nname = 'x'\nidentities = [{{ category = 'a', type = 'b' }}]\n{rest}");
    for (rest, words) in [
        (
            "[[rule]]\nwho = '*'\nmain = true\nanswer = { identities = [] }",
            "The answer of rule 1 about the main node: The reply has no identity",
        ),
        (
            "[[rule]]\nwho = '*'\nsilent = true\n[[rule]]\nwho = 'a'\nnode = 'x'\nanswer = { identities = [{ category = '', type = 'b' }] }",
            "The answer of rule 2 about node “x”: ",
        ),
        (
            "[[rule]]\nwho = '*'\nnode = 'x'\nanswer = { features = ['a', 'a'] }",
            "The answer of rule 1 about node “x”: The same feature stands in the reply more than once.",
        ),
        (
            "[[rule]]\nwho = '*'\nnode = 'x'\nkind = 'items'\nanswer = { items = [{ name = 'x' }] }",
            "The answer of rule 1 about node “x”: An item has no JID",
        ),
        (
            "[[rule]]\nwho = '*'\nmain = true\nanswer = { features = ['http://jabber.org/protocol/disco#info'] }",
            "The answer of rule 1 about the main node: It does not have the feature http://jabber.org/protocol/disco#items",
        ),
        (
            "[[rule]]\nwho = '*'\nnode = 'y'\nanswer = { items = [] }",
            "The answer of rule 1 about node “y” where it does not exist: The reply has no identity",
        ),
        (
            "[[rule]]\nwho = '*'\nanswer = { items = [] }",
            "The answer of rule 1 about a node that does not exist: The reply has no identity",
        ),
        (
            "[[node]]\nname = 'z'\njid = 'a@b'\nidentities = [{ category = 'a', type = 'b' }]\n\
             [[rule]]\nwho = '*'\nnode = 'z'\nanswer = { items = [] }",
            "The answer of rule 1 about node “z” where it does not exist: The reply has no identity",
        ),
    ] {
        let text = rule(rest);
        let error = Profile::from_toml(&text).unwrap_err();
        assert!(matches!(error, Error::Rules { .. }) && error.to_string().starts_with(words), "{text}: {error}");
        let profile = Profile::from_toml(&format!("strict = false\n{text}")).unwrap();
        assert!(!profile.problems().is_empty());
    }
    for rest in [
        "[[rule]]\nwho = '*'\nnode = 'x'\nanswer = { features = [], items = [] }",
        "[[rule]]\nwho = '*'\nkind = 'items'\nanswer = { items = [] }",
        "[[rule]]\nwho = '*'\nmain = true\nkind = 'items'\nanswer = { identities = [], items = [] }",
        "[[rule]]\nwho = '*'\nnode = 'y'\nanswer = { identities = [{ category = 'a', type = 'b' }] }",
        "[[node]]\nname = 'z'\njid = 'a@b'\nidentities = [{ category = 'a', type = 'b' }]\n\
         [[rule]]\nwho = '*'\nnode = 'z'\njid = 'a@b/c'\nanswer = { items = [] }",
    ] {
        let text = rule(rest);
        assert!(Profile::from_toml(&text).is_ok(), "{text}: {:?}", Profile::from_toml(&text));
    }
    // What is wrong with the node anyway is said once.
    let odd = format!(
        "strict = false\n{GOOD}[[node]]\nname = 'x'\n[[rule]]\nwho = '*'\nnode = 'x'\nanswer = {{ items = [] }}"
    );
    assert_eq!(Profile::from_toml(&odd).unwrap().problems().len(), 1);
}

#[test]
fn no_profile_takes_long_to_look_through() {
    let node = |number| format!("[[node]]\nname = '{number}'\nidentities = [{{ category = 'a', type = 'b' }}]\n");
    let nodes = (0..400).map(node).collect::<Vec<_>>().concat();
    let rules = "[[rule]]\nwho = '*'\nanswer = { features = [] }\n".repeat(400);
    let error = Profile::from_toml_as_it_is(&format!("{GOOD}{nodes}{rules}")).unwrap().problems();
    assert!(error.last().unwrap().to_string().starts_with("The rules: There are more than 20000 pairs"), "{error:?}");
}
