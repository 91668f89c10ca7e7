-- A component with large trees; answers are built as text, at the least cost, so that the server and not this is measured.
--   (none)      lists the trees below
--   big/N       N items, each a JID of its own: i0@HOST and so on
--   asked       how many questions came so far, as the name of its identity; such questions are not counted
--   tree/D/F    depth D, fan-out F; its items are tree/D/F/0, tree/D/F/0.3 and so on
-- Every item answers disco#info with 2 identities and 20 features, in 16 variants.
local xml_escape = require "util.stanza".xml_escape;
local jid_split = require "util.jid".split;
local host, concat = module.host, table.concat;
local INFO, ITEMS = "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items";

local kinds = { { "conference", "text" }, { "proxy", "bytestreams" }, { "store", "file" }, { "gateway", "irc" } };
local features = { INFO, ITEMS, "http://jabber.org/protocol/muc", "http://jabber.org/protocol/commands", "http://jabber.org/protocol/rsm",
	"jabber:iq:version", "jabber:iq:last", "jabber:iq:register", "jabber:iq:search", "urn:xmpp:time", "urn:xmpp:ping", "urn:xmpp:mam:2",
	"vcard-temp", "urn:xmpp:sid:0", "urn:xmpp:occupant-id:0", "urn:xmpp:blocking", "muc_open", "muc_persistent", "muc_public",
	"muc_semianonymous", "urn:xmpp:http:upload:0", "urn:xmpp:receipts" };
local variants = {};
for v = 0, 15 do
	local one, other = kinds[v % 4 + 1], kinds[(v + 1) % 4 + 1];
	local t = { "<identity category='", one[1], "' type='", one[2], "' name='Item of kind ", tostring(v), "'/>",
		"<identity category='", other[1], "' type='", other[2], "' name='Other face of kind ", tostring(v), "'/>" };
	for k = 0, 19 do t[#t + 1] = "<feature var='"..features[(k + v) % #features + 1].."'/>"; end
	variants[v] = concat(t);
end
local branch = "<identity category='hierarchy' type='branch' name='Branch'/><feature var='"..INFO.."'/><feature var='"..ITEMS.."'/>";

local function item(jid, node, name)
	return "<item jid='"..jid.."'"..(node and (" node='"..node.."'") or "").." name='"..name.."'/>";
end
local function depth_of(path)
	return path == "" and 0 or select(2, path:gsub("%.", ".")) + 1;
end
local made = {};
local function big(count)
	if not made[count] then
		local t = {};
		for k = 0, count - 1 do t[k + 1] = item("i"..k.."@"..host, nil, "Item "..k); end
		made[count] = concat(t);
	end
	return made[count];
end

local asked = 0;
local function body(is_info, user, node)
	if node == "asked" then return "<identity category='automation' type='count' name='"..asked.."'/>"; end
	asked = asked + 1;
	if user then
		local k = not node and user:match("^i(%d+)$");
		return k and (is_info and variants[tonumber(k) % 16] or "");
	end
	if not node then return is_info and branch or item(host, "big/1000", "1000 items")..item(host, "tree/3/10", "Three levels of ten"); end
	local count = node:match("^big/(%d+)$");
	if count then return is_info and branch or big(tonumber(count)); end
	local depth, fan, path = node:match("^tree/(%d+)/(%d+)/?([%d.]*)$");
	if not depth or depth_of(path) > tonumber(depth) then return nil; end
	if depth_of(path) == tonumber(depth) then return is_info and variants[#path % 16] or ""; end
	if is_info then return branch; end
	local t = {};
	for k = 0, fan - 1 do
		local below = path == "" and tostring(k) or path.."."..k;
		t[k + 1] = item(host, "tree/"..depth.."/"..fan.."/"..below, "Branch "..below);
	end
	return concat(t);
end

local function answer(kind)
	return function (event)
		local stanza = event.stanza;
		local node = stanza.tags[1].attr.node;
		local found = body(kind == INFO, (jid_split(stanza.attr.to)), node);
		local inner = found and "<query xmlns='"..kind.."'"..(node and " node='"..xml_escape(node).."'" or "")..">"..found.."</query>"
			or "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
		event.origin.send("<iq type='"..(found and "result" or "error").."' id='"..xml_escape(stanza.attr.id).."' from='"
			..xml_escape(stanza.attr.to).."' to='"..xml_escape(stanza.attr.from).."'>"..inner.."</iq>");
		return true;
	end
end
for _, where in ipairs { "host", "bare" } do
	module:hook("iq-get/"..where.."/"..INFO..":query", answer(INFO), 100);
	module:hook("iq-get/"..where.."/"..ITEMS..":query", answer(ITEMS), 100);
end
