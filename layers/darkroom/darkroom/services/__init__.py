"""One use case a file: what a function does, in terms of ports."""
