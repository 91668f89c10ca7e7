//! The table of rules: the one place that names them.

use super::Severity;

macro_rules! rules {
    ($($name:ident $id:literal $severity:ident $clause:literal $sentence:literal;)*) => {
        /// A rule that a reply can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(clippy::doc_markdown, reason = "the sentences are shown to people, who see no back quotes")]
        pub enum Rule {
            $(#[doc = $sentence] $name,)*
        }

        impl Rule {
            /// Every rule, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name that stays the same from version to version.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The rule of that name.
            pub fn of(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.id() == id)
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The document and its section.
            pub fn clause(self) -> &'static str {
                match self { $(Self::$name => $clause,)* }
            }

            /// What it means, in one sentence.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

// An error loses information or leaves it ambiguous; a warning breaks a rule without that; a note is merely unusual.
rules! {
    ReplyLate "reply-late" Note "RFC 6120 §8.2.3" "The reply came after the time-out.";
    ReplyTwice "reply-twice" Warning "RFC 6120 §8.2.3" "One question was answered more than once; only the first reply counts.";
    ReplyForged "reply-forged" Error "RFC 6120 §8.1.2.1" "A reply with the right id came from another sender; it is shown but not believed.";
    TooDeep "too-deep" Error "RFC 6120 §4.9.3.14" "The reply nests more elements in each other than are read.";
    TooLarge "too-large" Error "RFC 6120 §4.9.3.14" "The reply is longer than is read.";
    QueryMissing "query-missing" Error "XEP-0030 §3.1" "The result has no query element.";
    QueryWrongNamespace "query-wrong-namespace" Error "XEP-0030 §3.1" "The result has a query of another namespace than was asked for.";
    QueryTwice "query-twice" Error "RFC 6120 §8.2.3" "The result has more than one query; only the first one is read.";
    NodeNotEchoed "node-not-echoed" Warning "XEP-0030 §3.2" "A node was asked for, and the reply does not repeat it.";
    NodeEchoDiffers "node-echo-differs" Error "XEP-0030 §3.2" "The reply names another node than was asked for.";
    NodeNotAsked "node-not-asked" Warning "XEP-0030 §3.2" "The reply names a node although none was asked for.";
    IdentityMissing "identity-missing" Warning "XEP-0030 §3.1" "The reply has no identity; each entity has at least one.";
    IdentityDuplicate "identity-duplicate" Warning "XEP-0115 §5.4" "The same identity stands in the reply more than once.";
    IdentityConflictingNames "identity-conflicting-names" Error "XEP-0030 §3.1" "One category and type has several names in one language.";
    IdentityWithoutCategory "identity-without-category" Error "XEP-0030 §3.1" "An identity has no category, or an empty one.";
    IdentityWithoutType "identity-without-type" Error "XEP-0030 §3.1" "An identity has no type, or an empty one.";
    IdentityUnregistered "identity-unregistered" Note "XEP-0030 §3.1" "The category and type of an identity are not in the register.";
    FeatureMissing "feature-missing" Note "XEP-0030 §3.1" "The reply has no feature; disco#info is taken for granted.";
    FeatureDuplicate "feature-duplicate" Warning "XEP-0115 §5.4" "The same feature stands in the reply more than once.";
    FeatureWithoutVar "feature-without-var" Error "XEP-0030 §3.1" "A feature has no var, or an empty one.";
    FeaturePadded "feature-padded" Warning "XEP-0030 §3.1" "A feature begins or ends with blanks, so that programs do not recognize it.";
    DiscoInfoNotAdvertised "disco-info-not-advertised" Note "XEP-0030 §3.1" "The entity answers disco#info but does not list it as a feature.";
    ItemsNotAdvertised "items-not-advertised" Note "XEP-0030 §4.1" "The entity lists items, but disco#items is not among its features.";
    ItemWithoutJid "item-without-jid" Error "XEP-0030 §4.1" "An item has no JID, or an empty one, so that it cannot be asked.";
    ItemJidMalformed "item-jid-malformed" Error "RFC 7622 §3" "The JID of an item is malformed, so that it cannot be asked.";
    ItemDuplicate "item-duplicate" Note "XEP-0030 §4.1" "The same item stands in the list more than once.";
    ItemNodeEmpty "item-node-empty" Warning "XEP-0030 §4.2" "An item has an empty node, which is not the same as none.";
    ItemSelf "item-self" Note "XEP-0030 §4.1" "The entity lists itself.";
    ItemWithAction "item-with-action" Note "XEP-0030 §5" "An item has an action, of a part of the protocol that was withdrawn.";
    PageTooLong "page-too-long" Warning "XEP-0059 §2.1" "A page has more items than were asked for.";
    PageWithoutEnds "page-without-ends" Warning "XEP-0059 §2.2" "A page does not name its first and its last item, so that the next one cannot be asked for.";
    PageEmptyWithEnds "page-empty-with-ends" Note "XEP-0059 §2.2" "A page without items names a first or a last one.";
    PageRepeated "page-repeated" Error "XEP-0059 §2.2" "The entity gave a page again instead of the one that follows, so that the rest of the list cannot be had.";
    ListCountDiffers "list-count-differs" Note "XEP-0059 §2.2" "The list has more items than it was said to have, or fewer.";
    FormWithoutFormType "form-without-form-type" Warning "XEP-0128 §2" "A form does not say by FORM_TYPE what it is about.";
    FormTypeNotHidden "form-type-not-hidden" Warning "XEP-0068 §4.3" "The FORM_TYPE of a form is not a hidden field, so that capability hashes leave the form out.";
    FormTypeDuplicate "form-type-duplicate" Error "XEP-0115 §5.4" "Two forms have the same FORM_TYPE, and nobody can tell which one holds.";
    FormTypeConflicting "form-type-conflicting" Error "XEP-0115 §5.4" "A form has several different FORM_TYPEs.";
    FormNotResult "form-not-result" Warning "XEP-0128 §2" "A form is not of type result.";
    FormFieldUnknownType "form-field-unknown-type" Note "XEP-0004 §3.3" "The type of a field is unknown; it is shown as text.";
    FormFieldDuplicate "form-field-duplicate" Error "XEP-0004 §3.2" "Two fields of one form have the same name.";
    ChildUnknown "child-unknown" Note "RFC 6120 §8.4" "The reply has an element that this protocol does not know there.";
    AttributeUnknown "attribute-unknown" Note "XEP-0030 §11" "An element has an attribute that this protocol does not know.";
    TextUnexpected "text-unexpected" Note "XEP-0030 §11" "Text stands where only elements belong.";
    ErrorInResult "error-in-result" Error "RFC 6120 §8.3.1" "A reply of type result has an error in it.";
    ErrorMisplaced "error-misplaced" Warning "RFC 6120 §8.3.1" "The error stands inside the query and not beside it.";
    ErrorWithoutCondition "error-without-condition" Warning "RFC 6120 §8.3.2" "The error does not say by a condition what went wrong.";
    ErrorConditionUnknown "error-condition-unknown" Warning "RFC 6120 §8.3.3" "The condition of the error is not a defined one.";
    ErrorTypeUnknown "error-type-unknown" Warning "RFC 6120 §8.3.2" "The type of the error is missing or not a defined one.";
    TextControlCharacters "text-control-characters" Note "RFC 8264 §9.12" "A text has control characters in it.";
    TextBidiControls "text-bidi-controls" Warning "UAX #9 §2" "A text has characters in it that turn the direction of writing, so that it may read as something else.";
    TextInvisible "text-invisible" Note "RFC 8264 §9.13" "A name has characters, but none that can be seen.";
    CapsMismatch "caps-mismatch" Error "XEP-0115 §5.4" "The announced capability hash is not that of the reply.";
    CapsIllFormed "caps-ill-formed" Warning "XEP-0115 §5.4" "The reply breaks a rule of capability hashes, so that none can be computed.";
}

impl std::fmt::Display for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id())
    }
}
