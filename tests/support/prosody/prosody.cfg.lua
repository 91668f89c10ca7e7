-- The tests' private Prosody; @WORDS@ are filled in by prosody.rs.
data_path = "@FOLDER@/data"
plugin_paths = { "@FOLDER@/modules" }
certificates = "@FOLDER@/certificates"
admins = { "admin@localhost" }
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { @STARTTLS@ }
c2s_direct_tls_ports = { @DIRECT@ }
component_ports = { @COMPONENT@ }
component_interfaces = { "127.0.0.1" }
http_ports = { @HTTP@ }
http_interfaces = { "127.0.0.1" }
https_ports = {}
http_external_url = "http://127.0.0.1:@HTTP@/"
proxy65_ports = { @PROXY65@ }
proxy65_interfaces = { "127.0.0.1" }
modules_enabled = {
	"disco"; "roster"; "saslauth"; "tls"; "pep"; "carbons"; "vcard4"; "vcard_legacy"; "private"; "blocklist"; "bookmarks";
	"adhoc"; "admin_adhoc"; "time"; "version"; "uptime"; "ping"; "lastactivity"; "server_contact_info"; "logins";
	@LIMITS@
}
limits = { c2s = { rate = "@RATE@" } }
modules_disabled = { "s2s"; "dialback"; "s2s_auth_certs" }
logins_file = "@FOLDER@/logins.log"
storage = "internal"
authentication = "internal_hashed"
allow_unencrypted_plain_auth = false
c2s_require_encryption = true
contact_info = {
	abuse = { "mailto:abuse@localhost", "xmpp:admin@localhost" };
	admin = { "xmpp:admin@localhost" };
	support = { "https://localhost/support" };
}
ssl = { key = "@FOLDER@/certificates/@CERTIFICATE@.key"; certificate = "@FOLDER@/certificates/@CERTIFICATE@.pem" }
c2s_direct_tls_ssl = { key = "@FOLDER@/certificates/@CERTIFICATE@.key"; certificate = "@FOLDER@/certificates/@CERTIFICATE@.pem" }
log = { @LOGS@ = "@FOLDER@/prosody.log" }

VirtualHost "localhost"
	name = "Test Prosody"

VirtualHost "anon.localhost"
	authentication = "anonymous"

VirtualHost "strong.localhost"
	password_hash = "SHA-256"

VirtualHost "plain.localhost"
	disable_sasl_mechanisms = { "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "DIGEST-MD5", "OAUTHBEARER" }

Component "rooms.localhost" "muc"
	name = "Test chat rooms"
	restrict_room_creation = false

Component "pubsub.localhost" "pubsub"
	name = "Test pubsub"
	autocreate_on_publish = true
	default_admin_affiliation = "owner"

Component "upload.localhost" "http_file_share"
	name = "Test uploads"
	http_file_share_size_limit = 1024 * 1024

Component "proxy.localhost" "proxy65"
	name = "Test SOCKS5 proxy"
	proxy65_address = "127.0.0.1"

Component "odd.localhost" "oddities"
	name = "Test oddities"

Component "tree.localhost" "bigtree"
	name = "Test trees"

Component "lab.localhost" "labtree"
	name = "Large lists, in pages if asked"
	-- Only those who ask for it by name: whoever walks through the whole server would walk for minutes.
	disco_hidden = true

-- Never connected unless a test does so itself.
Component "component.localhost"
	component_secret = "component-secret"
	name = "Test component"
