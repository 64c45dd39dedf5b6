"""The HTTP API: bodies, problems, routes. Only `functions/api` loads it."""
