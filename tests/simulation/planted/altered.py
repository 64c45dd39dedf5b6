"""A port that does one thing differently."""

from typing import Any


class Altered:
    """Passes everything on to a port but what a subclass changes."""

    def __init__(self, port: Any) -> None:  # noqa: ANN401 - any port
        self._port = port

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any of its methods
        return getattr(self._port, name)
