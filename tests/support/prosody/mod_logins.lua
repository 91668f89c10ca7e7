-- Writes one line for every try to log in: what came of it, the host, the mechanism.
local file = assert(io.open(module:get_option_string("logins_file"), "a"));
file:setvbuf("line");
local function note(word)
	return function (event)
		local handler = event.session.sasl_handler;
		file:write(word, " ", module.host, " ", handler and handler.selected or "?", " ", event.condition or "", "\n");
	end
end
module:hook("authentication-failure", note("failure"));
module:hook("authentication-success", note("success"));
