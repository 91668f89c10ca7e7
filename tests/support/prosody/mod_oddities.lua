-- A component whose answers are fixed text, so that a test knows every byte. What each node does:
--   (none)    an ordinary service; its items are the other nodes
--   order     identities, features and items out of any sorted order, with duplicates, languages and empty names
--   refuse    an error with two texts, a sender, a legacy code and a condition of its own
--   never     no answer at all
--   slow/MS   the answer of the root, MS milliseconds late
--   who       an identity whose name is the JID that asked
--   big/N     N items, each a JID of its own; i0@host and so on answer as leaves
local timer = require "util.timer";
local xml_escape = require "util.stanza".xml_escape;
local host = module.host;
local INFO = "http://jabber.org/protocol/disco#info";
local ITEMS = "http://jabber.org/protocol/disco#items";

local function item(jid, node, name)
	return "<item jid='"..jid.."'"..(node and " node='"..node.."'" or "")..(name and " name='"..name.."'" or "").."/>";
end

local leaf = "<identity category='hierarchy' type='leaf'/><feature var='"..INFO.."'/>";
local root_info = "<identity category='component' type='generic' name='Test oddities'/>"
	.."<feature var='"..INFO.."'/><feature var='"..ITEMS.."'/>";
local root_items = item(host, "order", "Wire order") .. item(host, "refuse", "Refuses") .. item(host, "never", "Never answers")
	.. item(host, "slow/300", "Slow") .. item(host, "big/1000", "Many items");
local order_info = "<identity category='store' type='file' name='Zweite' xml:lang='de'/>"
	.."<feature var='urn:example:z'/><identity category='automation' type='rpc' name=''/>"
	.."<identity category='store' type='file' name='Second' xml:lang='en'/>"
	.."<feature var='urn:example:a'/><feature var='urn:example:m'/><feature var='urn:example:a'/><feature var='"..INFO.."'/>";
local order_items = item("z."..host, nil, "Last letter first") .. item("a."..host, "n1", "") .. item("m."..host)
	.. item("z."..host, nil, "Last letter first") .. item("b."..host, "", "Empty node");
local refusal = "<error type='wait' by='guard."..host.."' code='500'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
	.."<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>Come back later</text>"
	.."<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='de'>Später wiederkommen</text>"
	.."<too-many-parameters xmlns='urn:example:errors'/></error>";

local many = setmetatable({}, { __mode = "v" });
local function big(count)
	many[count] = many[count] or (function ()
		local items = {};
		for k = 0, count - 1 do items[k + 1] = item("i"..k.."@"..host, nil, "Item "..k); end
		return table.concat(items);
	end)();
	return many[count];
end

local function answer(kind)
	return function (event)
		local stanza, origin = event.stanza, event.origin;
		local node = stanza.tags[1].attr.node;
		local function reply(typ, inner)
			origin.send("<iq type='"..typ.."' id='"..xml_escape(stanza.attr.id).."' from='"..xml_escape(stanza.attr.to)
				.."' to='"..xml_escape(stanza.attr.from).."'>"..inner.."</iq>");
		end
		local function result(body)
			reply("result", "<query xmlns='"..kind.."'"..(node and " node='"..xml_escape(node).."'" or "")..">"..body.."</query>");
		end
		local info = kind == INFO;
		local milliseconds, count = (node or ""):match("^slow/(%d+)$"), (node or ""):match("^big/(%d+)$");
		if not node then result(stanza.attr.to ~= host and (info and leaf or "") or (info and root_info or root_items));
		elseif node == "never" then return true;
		elseif node == "refuse" then reply("error", refusal);
		elseif node == "who" then
			local name = xml_escape(stanza.attr.from);
			result(info and "<identity category='component' type='generic' name='"..name.."'/><feature var='"..INFO.."'/>"
				or item(name, nil, "Who asked"));
		elseif node == "order" then result(info and order_info or order_items);
		elseif milliseconds then timer.add_task(tonumber(milliseconds) / 1000, function () result(info and root_info or root_items); end);
		elseif count then result(info and root_info or big(tonumber(count)));
		else reply("error", "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"); end
		return true;
	end
end

for _, where in ipairs { "host", "bare" } do
	module:hook("iq-get/"..where.."/"..INFO..":query", answer(INFO), 100);
	module:hook("iq-get/"..where.."/"..ITEMS..":query", answer(ITEMS), 100);
end
