//! The examples of XEP-0115 §5.2 and §5.3 and of XEP-0390 §4.5, as printed there, and announcements in presence.

use discoscope::disco::caps::{Algorithm, Announced, NotApplicable, announced, hash_input, hash_of_node};
use discoscope::disco::caps::{Verdict, Version, query_node, verification_string, verify};
use discoscope::disco::xml::{Limits, Read, parse};

use super::{assert_matches, hashes, hexadecimal, info, version};

pub const EXODUS: &str = "<identity category='client' name='Exodus 0.9.1' type='pc'/>
    <feature var='http://jabber.org/protocol/caps'/>
    <feature var='http://jabber.org/protocol/disco#info'/>
    <feature var='http://jabber.org/protocol/disco#items'/>
    <feature var='http://jabber.org/protocol/muc'/>";
pub const EXODUS_VER: &str = "QgayPKawpkPSDYmwT/WM94uAlu0=";

pub const PSI: &str = "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
    <identity xml:lang='el' category='client' name='&#936; 0.11' type='pc'/>
    <feature var='http://jabber.org/protocol/caps'/>
    <feature var='http://jabber.org/protocol/disco#info'/>
    <feature var='http://jabber.org/protocol/disco#items'/>
    <feature var='http://jabber.org/protocol/muc'/>
    <x xmlns='jabber:x:data' type='result'>
      <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
      <field var='ip_version'><value>ipv4</value><value>ipv6</value></field>
      <field var='os'><value>Mac</value></field>
      <field var='os_version'><value>10.5.1</value></field>
      <field var='software'><value>Psi</value></field>
      <field var='software_version'><value>0.11</value></field>
    </x>";
pub const PSI_VER: &str = "q07IKJEyjvHSyhy//CH0CxmKi8w=";

const BOMBUS: &str = include_str!("bombus.xml");
const TKABBER: &str = include_str!("tkabber.xml");
const BOMBUS_HASHES: [(&str, &str); 2] = [
    ("sha-256", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="),
    ("sha3-256", "79mdYAfU9rEdTOcWDO7UEAt6E56SUzk/g6TnqUeuD9Q="),
];
const TKABBER_HASHES: [(&str, &str); 2] = [
    ("sha-256", "u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY="),
    ("sha3-256", "XpUJzLAc93258sMECZ3FJpebkzuyNXDzRNwQog8eycg="),
];

#[test]
fn simple_example_of_xep_0115() {
    let info = info(EXODUS);
    assert_eq!(
        verification_string(&info),
        "client/pc//Exodus 0.9.1<http://jabber.org/protocol/caps<http://jabber.org/protocol/disco#info<\
         http://jabber.org/protocol/disco#items<http://jabber.org/protocol/muc<"
    );
    assert_matches(&version("sha-1", EXODUS_VER), &info);
}

#[test]
fn complex_example_of_xep_0115() {
    let info = info(PSI);
    assert_eq!(
        verification_string(&info),
        "client/pc/el/Ψ 0.11<client/pc/en/Psi 0.11<http://jabber.org/protocol/caps<\
         http://jabber.org/protocol/disco#info<http://jabber.org/protocol/disco#items<http://jabber.org/protocol/muc<\
         urn:xmpp:dataforms:softwareinfo<ip_version<ipv4<ipv6<os<Mac<os_version<10.5.1<software<Psi<\
         software_version<0.11<"
    );
    assert_matches(&version("sha-1", PSI_VER), &info);
}

#[test]
fn simple_example_of_xep_0390() {
    let info = info(BOMBUS);
    let input = hash_input(&info).unwrap();
    assert_eq!(input.len(), 0x1d9);
    assert!(input.starts_with("http://jabber.org/protocol/bytestreams\u{1f}"), "{input:?}");
    assert!(
        input.ends_with("urn:xmpp:time\u{1f}\u{1c}client\u{1f}mobile\u{1f}\u{1f}BombusMod\u{1f}\u{1e}\u{1c}\u{1c}"),
        "{input:?}"
    );
    for hash in BOMBUS_HASHES {
        assert_matches(&hashes(&[hash]), &info);
    }
}

#[test]
fn complex_example_of_xep_0390() {
    let info = info(TKABBER);
    let input = hash_input(&info).unwrap();
    assert_eq!(input.len(), 0x543);
    let identities =
        "\u{1c}client\u{1f}pc\u{1f}en\u{1f}Tkabber\u{1f}\u{1e}client\u{1f}pc\u{1f}ru\u{1f}Ткаббер\u{1f}\u{1e}\u{1c}";
    assert!(input.contains(identities), "{input:?}");
    assert!(
        input.ends_with(
            "\u{1c}FORM_TYPE\u{1f}urn:xmpp:dataforms:softwareinfo\u{1f}\u{1e}os\u{1f}Windows\u{1f}\u{1e}\
             os_version\u{1f}XP\u{1f}\u{1e}software\u{1f}Tkabber\u{1f}\u{1e}\
             software_version\u{1f}0.11.1-svn-20111216-mod (Tcl/Tk 8.6b2)\u{1f}\u{1e}\u{1d}\u{1c}"
        ),
        "{input:?}"
    );
    for hash in TKABBER_HASHES {
        assert_matches(&hashes(&[hash]), &info);
    }
    assert_matches(&hashes(&TKABBER_HASHES), &info);
}

/// The hashes of no octets and of "abc" that the algorithms' own documents print (RFC 1319, RFC 1321, FIPS 180-4, FIPS 202,
/// RFC 7693) or, for blake2b-256, Python's hashlib computes.
#[test]
fn every_algorithm() {
    let empty = [
        ("md2", "8350e5a3e24c153df2275c9f80692773"),
        ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("sha-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("sha-224", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
        ("sha-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("sha3-256", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
    ];
    let abc = [
        ("md2", "da853b0d3f88d99b30283a69e6ded6bb"),
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha-1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        ("sha-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sha-384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
        (
            "sha-512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        ("sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
        (
            "sha3-512",
            "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e\
             10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
        ),
        ("blake2b-256", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
        (
            "blake2b-512",
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
             7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
        ),
    ];
    assert_eq!(abc.len(), Algorithm::ALL.len());
    let cases = empty.into_iter().map(|(name, hash)| (name, "", hash));
    for (name, input, expected) in cases.chain(abc.into_iter().map(|(name, hash)| (name, "abc", hash))) {
        let algorithm = Algorithm::named(name).unwrap();
        let digest = algorithm.digest(input.as_bytes());
        let digits = hexadecimal(&digest);
        assert_eq!(digits, expected, "{name} of {input:?}");
        assert_eq!(digest.len(), algorithm.octets(), "{name}");
    }
}

#[test]
fn every_algorithm_verifies_in_both_protocols() {
    let info = info(PSI);
    for algorithm in Algorithm::ALL {
        let ver = algorithm.base64(verification_string(&info).as_bytes());
        assert_matches(&version(algorithm.name(), &ver), &info);
        let value = algorithm.base64(hash_input(&info).unwrap().as_bytes());
        assert_matches(&hashes(&[(algorithm.name(), &value)]), &info);
    }
}

#[test]
fn reads_what_presence_and_stream_features_announce() {
    let announced = |xml: &str| {
        let Read::Whole { document, .. } = parse(xml, None, Limits::default()).unwrap().content else {
            panic!("cut");
        };
        announced(document.root().unwrap())
    };
    let found = announced(
        "<presence from='romeo@montague.lit/orchard'>
           <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://code.google.com/p/exodus'
              ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>
           <c xmlns='urn:xmpp:caps'>
             <hash xmlns='urn:xmpp:hashes:2' algo='unheard-of'>AAAA</hash>
             <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>u79ZroNJbdSWhdSp311mddz44oHHPsEB
               ntQ5b1jqBSY=</hash>
           </c>
           <c xmlns='urn:example:other'/><x><c xmlns='urn:xmpp:caps'/></x>
         </presence>",
    );
    assert_eq!(found.len(), 2);
    let Announced::Version(Version { node, ver, hash, ext }) = &found[0] else { panic!("{found:?}") };
    assert_eq!(
        [node.as_deref(), ver.as_deref(), hash.as_deref(), ext.as_deref()],
        [Some("http://code.google.com/p/exodus"), Some(EXODUS_VER), Some("sha-1"), None]
    );
    assert_eq!(query_node(&found[0]).unwrap(), format!("http://code.google.com/p/exodus#{EXODUS_VER}"));
    let node = query_node(&found[1]).unwrap();
    assert_eq!(node, "urn:xmpp:caps#sha-256.u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY=");
    assert_eq!(hash_of_node(&node), Some(("sha-256", "u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY=")));
    assert_eq!(hash_of_node("urn:xmpp:caps#odd.name.AAAA"), Some(("odd.name", "AAAA")));
    assert_eq!(found[1].each().len(), 2);

    let server = announced(
        "<stream:features><c xmlns='http://jabber.org/protocol/caps' ver='0.9' node='n' ext='a b'/></stream:features>",
    );
    assert_eq!(verify(&server[0], &info(EXODUS)), Verdict::Legacy);
    assert_eq!(query_node(&server[0]).as_deref(), Some("n#0.9"));
}

#[test]
fn what_cannot_be_compared_says_so() {
    let info = info(EXODUS);
    assert_eq!(
        verify(&Announced::Version(Version::default()), &info),
        Verdict::NotApplicable(NotApplicable::WithoutVersion)
    );
    assert_eq!(query_node(&Announced::Version(Version::default())), None);
    assert_eq!(verify(&hashes(&[]), &info), Verdict::NotApplicable(NotApplicable::WithoutHashes));
    assert_eq!(query_node(&hashes(&[])), None);
    for unknown in ["SHA-1", "sha1", "", "shake128"] {
        assert_eq!(verify(&version(unknown, EXODUS_VER), &info), Verdict::UnknownHash(vec![unknown.into()]));
        assert_eq!(verify(&hashes(&[(unknown, "AAAA")]), &info), Verdict::UnknownHash(vec![unknown.into()]));
    }
}
