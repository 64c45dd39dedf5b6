"""How thorough tests of properties are."""

from hypothesis import settings

# More than anybody would wait for each time; see `make library-proof`.
settings.register_profile("proof", max_examples=10_000, stateful_step_count=50)
