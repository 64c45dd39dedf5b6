"""Making a message wrong, one place at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Whole:
    """A message with nothing wrong, which says of each of its forms what is."""

    kind: str
    body: Mapping[str, Any]

    @classmethod
    def of(cls, kind: str, message: str) -> "Whole":
        """A message as it is sent."""
        return cls(kind, json.loads(message))

    def broken(self) -> Iterator[tuple[str, str]]:
        """The message as text that somebody has mangled."""
        text = json.dumps(self.body)
        yield f"{self.kind}, cut off", text[:-1]
        yield f"{self.kind}, twice", text + text
        yield f"{self.kind} in a list", f"[{text}]"
        yield f"{self.kind} as a text", json.dumps(text)

    def overruled(self, what: str, last: str) -> tuple[str, str]:
        """The message with a field that it has already; the last one counts."""
        return f"{self.kind} with {what}", json.dumps(self.body)[:-1] + f", {last}}}"

    def with_values(self, path: str, values: Iterable[object]) -> Iterator[tuple[str, str]]:
        """The message with each of the values at a place."""
        for value in values:
            body = deepcopy(dict(self.body))
            place, last = _place(body, path)
            place[last] = value
            yield f"{self.kind} with {path} {_short(value)}", json.dumps(body)

    def without(self, *paths: str) -> Iterator[tuple[str, str]]:
        """The message without one of its fields."""
        for path in paths:
            body = deepcopy(dict(self.body))
            place, last = _place(body, path)
            del place[last]
            yield f"{self.kind} without {path}", json.dumps(body)


def _place(body: Any, path: str) -> tuple[Any, Any]:  # noqa: ANN401 - any part of a JSON text
    *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    for step in way:
        body = body[step]
    return body, last


def _short(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:40]}... ({len(text)})"
