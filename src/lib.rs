//! Discoscope, an explorer for XMPP service discovery (XEP-0030).
