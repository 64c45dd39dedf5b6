"""What the local runtime says when it cannot go on."""


class LocalError(Exception):
    """A mistake a person must put right; its text is one sentence that says how."""
