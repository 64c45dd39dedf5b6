"""Operations of many people, sent by a few clients in no order."""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from uuid import UUID

import requests

from tools.client import Json
from tools.torture.libraries.owners import Owner

CLIENTS = 8
MOST_AT_ONCE = 10
REPEATED = 0.1
TRIES = 20
_PATH = re.compile(r"operations\[(\d+)\]\.(\w+)(?:\[(\d+)\])?")


@dataclass
class Traffic:
    """So many operations of each owner, in requests of one to ten, some of which are repeated.

    An operation that names what is not there gives way to one that puts it there: in the end just
    so many of each owner are accepted. `figures` counts the requests, and what was special.
    """

    owners: Sequence[Owner]
    operations_each: int
    seed: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self) -> None:
        """Send all of them, by eight clients who take what comes next, whoever's it is."""
        chance = Random(self.seed)  # noqa: S311 - no secret
        requests_ = [(owner, size) for owner in self.owners for size in self._sizes(chance)]
        chance.shuffle(requests_)
        with ThreadPoolExecutor(CLIENTS) as clients:
            sent = [
                clients.submit(self._send, owner, size, Random(f"{self.seed} {place}"))  # noqa: S311 - no secret
                for place, (owner, size) in enumerate(requests_)
            ]
            for each in sent:
                each.result()

    def _sizes(self, chance: Random) -> Iterator[int]:
        left = self.operations_each
        while left:
            size = min(left, chance.randint(1, MOST_AT_ONCE))
            left -= size
            yield size

    def _send(self, owner: Owner, size: int, chance: Random) -> None:
        operations = owner.wishes.some(size, chance)
        key = str(UUID(int=chance.getrandbits(128)))
        while (places := self._places(owner, operations, key)) is None:
            # Nothing was accepted, so that the key is free for what is sent in its place.
            self._count("named what was not there")
        if chance.random() < REPEATED:
            self._count("repeated")
            if self._places(owner, operations, key) != places:
                raise ValueError(f"The same request was answered in another way: {operations}")
        owner.answers.extend(zip(operations, places, strict=True))

    def _places(self, owner: Owner, operations: list[Json], key: str) -> list[Json] | None:
        """What a request is answered, if anything; the same again where nobody could take it.

        Where one names what is not there, another one takes its place that puts it there.
        """
        for _ in range(TRIES):
            self._count("requests")
            try:
                return owner.library.change(*operations, key=key)
            except requests.HTTPError as error:
                status = error.response.status_code
                if status == HTTPStatus.NOT_FOUND:
                    place, missing = _missing(error.response.json(), operations)
                    operations[place] = owner.wishes.having(missing)
                    return None
                if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise
                self._count(f"answered {status}")
        raise TimeoutError(f"Nobody could accept {operations}.")

    def _count(self, what: str) -> None:
        with self._lock:
            self.figures[what] += 1


def _missing(problem: Json, operations: Sequence[Json]) -> tuple[int, str]:
    """Which operation names what is not there, and what that is: `operations[3].photo_ids[1]`."""
    path = problem["errors"][0]["path"]
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"Nothing is called {path}.")
    place, field_, among = match.groups()
    named = operations[int(place)][field_]
    return int(place), named if among is None else named[int(among)]
