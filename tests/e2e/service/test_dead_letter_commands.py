"""What was given up on, as somebody at the terminal sees to it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from darkroom.dead_letters import DeadLetter
from tests.waiting import until
from tools.service import Service

_REPOSITORY = Path(__file__).parents[3]
_DEADLINE_SECONDS = 60


def _dlq(service: Service, *words: str) -> str:
    """Run a command against the running service; answers what it prints."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "local", "dlq", *words],
        cwd=_REPOSITORY,
        env=os.environ | {"PORT": service.url.rpartition(":")[2]},
        capture_output=True,
        text=True,
        timeout=_DEADLINE_SECONDS,
        check=True,
    )
    return done.stdout


def _next_letter(service: Service, known: Sequence[DeadLetter]) -> DeadLetter:
    """Wait for a letter that was not known."""
    known_ids = {letter.letter_id for letter in known}

    def new() -> list[DeadLetter]:
        return [letter for letter in service.letters() if letter.letter_id not in known_ids]

    until(lambda: bool(new()), patience_seconds=_DEADLINE_SECONDS)
    (letter,) = new()
    return letter


def test_a_message_that_nobody_can_read_is_listed_inspected_and_resent(service: Service) -> None:
    known = service.letters()
    service.send("RequestQueue", '{"nonsense": true}')
    letter = _next_letter(service, known)

    (line,) = [
        line
        for line in _dlq(service, "list", "--queue", "RequestQueue", "--limit", "999").splitlines()
        if line.startswith(letter.letter_id)
    ]
    inspected = json.loads(_dlq(service, "inspect", letter.letter_id))
    resent = _dlq(service, "resend", letter.letter_id)

    assert line.endswith("malformed after 5 tries")
    assert inspected["body"] == '{"nonsense": true}'
    assert inspected["faults"] == list(letter.faults)
    assert resent == f"{letter.letter_id}  message sent once more\n"
    assert json.loads(_dlq(service, "inspect", letter.letter_id))["resent_at"]
    assert _next_letter(service, [*known, letter]).tries == 10
