"""API Gateway's HTTP API: routes, tokens, limits and events, without and with a socket."""
