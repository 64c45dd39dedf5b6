"""The layer of the tiny service."""


def finished(text: str) -> str:
    """Finish a greeting."""
    return f"{text}, world"
