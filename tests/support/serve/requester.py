"""A client made with slixmpp that asks what it is told to, and tells what it gets; a line of JSON each.

requester.py PORT CA JID PASSWORD
in:  {"ask": "info"|"items", "to": JID, "node": NODE or null, "within": SECONDS}
     {"verify": JID}           asks for the hashes that this JID announced last, and computes them again
out: {"online": JID}, {"presence": JID, "type": TYPE, "ver": VER, "hashes": {ALGO: HASH}}, {"answer": TYPE, …}
"""
import asyncio
import base64
import functools
import hashlib
import json
import sys
import time

import slixmpp
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream import ET

INFO = "{http://jabber.org/protocol/disco#info}"
ITEMS = "{http://jabber.org/protocol/disco#items}"
DATA = "{jabber:x:data}"
CAPS = "{http://jabber.org/protocol/caps}c"
CAPS_2 = "{urn:xmpp:caps}c"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def say(**what):
    print(json.dumps(what), flush=True)


def identities(query):
    return [[one.get(name) for name in ("category", "type", "name", LANG)] for one in query.findall(INFO + "identity")]


def forms(query):
    return [
        [[field.get("var"), field.get("type"), [value.text or "" for value in field.findall(DATA + "value")]]
         for field in form.findall(DATA + "field")]
        for form in query.findall(DATA + "x")
    ]


def features(query):
    return [one.get("var") for one in query.findall(INFO + "feature")]


def ver(query):
    """XEP-0115 §5.1, written down anew."""
    parts = ["/".join((category or "", kind or "", lang or "", name or "")) for category, kind, name, lang in identities(query)]
    text = "".join(part + "<" for part in sorted(parts)) + "".join(one + "<" for one in sorted(features(query)))
    typed = sorted((next(values[0] for var, _, values in form if var == "FORM_TYPE"), form) for form in forms(query))
    for form_type, form in typed:
        text += form_type + "<"
        for var, _, values in sorted(form):
            if var != "FORM_TYPE":
                text += "".join(one + "<" for one in [var, *sorted(values)])
    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


def hash_2(query, algo):
    """XEP-0390 §4.1, written down anew."""
    unit = lambda text: (text or "").encode() + b"\x1f"
    block = lambda parts: b"".join(sorted(parts)) + b"\x1c"
    field = lambda one: unit(one[0]) + b"".join(sorted(map(unit, one[2]))) + b"\x1e"
    data = block(map(unit, features(query)))
    data += block(b"".join(map(unit, (category, kind, lang, name))) + b"\x1e" for category, kind, name, lang in identities(query))
    data += block(b"".join(sorted(map(field, form))) + b"\x1d" for form in forms(query))
    return base64.b64encode(hashlib.new(algo.replace("-", "_", 1) if algo.startswith("sha3") else algo.replace("-", ""), data).digest()).decode()


class Requester(slixmpp.ClientXMPP):
    def __init__(self, ca, jid, password):
        super().__init__(jid, password)
        self.ca_certs = ca
        self.enable_direct_tls = False
        for plugin in ("xep_0030", "xep_0004", "xep_0115"):
            self.register_plugin(plugin)
        self.announced = {}
        self.add_event_handler("session_start", self.begin)
        self.register_handler(slixmpp.xmlstream.handler.Callback(
            "any presence", slixmpp.xmlstream.matcher.MatchXPath("{jabber:client}presence"), self.seen))
        for event in ("failed_all_auth", "connection_failed", "disconnected"):
            self.add_event_handler(event, lambda why, event=event: say(trouble=f"{event}: {why}"))

    def seen(self, presence):
        c, c_2 = presence.xml.find(CAPS), presence.xml.find(CAPS_2)
        hashes = {} if c_2 is None else {one.get("algo"): one.text for one in c_2}
        caps = {} if c is None else {"node": c.get("node"), "ver": c.get("ver"), "hash": c.get("hash")}
        sender = str(presence["from"])
        self.announced[sender] = (caps, hashes)
        say(presence=sender, type=presence.xml.get("type"), priority=presence.xml.findtext("{jabber:client}priority"),
            hashes=hashes, **{name: caps.get(name) for name in ("node", "ver", "hash")})

    async def begin(self, _):
        self.send_presence()
        say(online=str(self.boundjid))
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            wish = json.loads(line)
            # Each for itself, so that those who are kept waiting do not keep others waiting.
            asyncio.ensure_future(self.verify(wish["verify"]) if "verify" in wish else self.ask(wish))
        self.disconnect()

    async def ask(self, wish):
        started = time.monotonic()
        disco = self.plugin["xep_0030"]
        get = functools.partial(disco.get_info, cached=False) if wish["ask"] == "info" else disco.get_items
        told = {"node": wish["node"], "to": wish["to"], "ask": wish["ask"]}
        try:
            iq = await get(jid=wish["to"], node=wish["node"], timeout=wish["within"])
        except IqTimeout:
            return say(answer="silence", **told)
        except IqError as error:
            error = error.iq["error"]
            return say(answer="error", type=error["type"], condition=error["condition"], text=error["text"],
                       ms=(time.monotonic() - started) * 1000, **told)
        query = iq.xml.find((INFO if wish["ask"] == "info" else ITEMS) + "query")
        typed = iq["disco_info"] if wish["ask"] == "info" else iq["disco_items"]
        say(answer="result", ms=(time.monotonic() - started) * 1000, echoed=query.get("node"),
            identities=identities(query), features=features(query), forms=forms(query),
            items=[[one.get(name) for name in ("jid", "node", "name")] for one in query.findall(ITEMS + "item")],
            typed=sorted(map(str, typed["features"])) if wish["ask"] == "info" else len(typed["items"]),
            xml=ET.tostring(query, encoding="unicode"), **told)

    async def verify(self, jid):
        caps, hashes = self.announced[jid]
        disco = self.plugin["xep_0030"]
        iq = await disco.get_info(jid=jid, node=f"{caps['node']}#{caps['ver']}", timeout=20, cached=False)
        query = iq.xml.find(INFO + "query")
        computed = {}
        for algo, value in hashes.items():
            node = f"urn:xmpp:caps#{algo}.{value}"
            other = (await disco.get_info(jid=jid, node=node, timeout=20, cached=False)).xml.find(INFO + "query")
            computed[algo] = hash_2(other, algo)
        slixmpp_ver = self.plugin["xep_0115"].generate_verstring(iq["disco_info"], "sha-1")
        say(verified=jid, ver=caps["ver"], computed_ver=ver(query), slixmpp_ver=slixmpp_ver, hashes=hashes, computed=computed)


async def main():
    port, ca, jid, password = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    requester = Requester(ca, jid, password)
    requester.connect("127.0.0.1", port)
    await requester.disconnected


asyncio.run(main())
