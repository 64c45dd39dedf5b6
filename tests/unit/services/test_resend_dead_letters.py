"""What becomes of letters that are given another chance."""

from dataclasses import dataclass, field

import pytest

from darkroom.dead_letters import QUEUES, DeadLetter
from darkroom.services.resend_dead_letters import Chance, ResendDeadLetters
from tests.builders import USER
from tests.fakes import InMemoryJobTable, ManualClock, OutOfReachError
from tests.letters import InMemoryDeadLetterTable, InMemorySourceQueue, build_letter


@dataclass
class Desk:
    """The use case over fakes."""

    letters: InMemoryDeadLetterTable = field(default_factory=InMemoryDeadLetterTable)
    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    queues: dict[str, InMemorySourceQueue] = field(
        default_factory=lambda: {name: InMemorySourceQueue() for name in QUEUES}
    )
    clock: ManualClock = field(default_factory=ManualClock)

    def resend(self, letter: DeadLetter) -> Chance:
        """Give a letter another chance."""
        resend = ResendDeadLetters(
            letters=self.letters,
            table=self.table,
            queues={name: self.queues[name] for name in QUEUES},
            clock=self.clock,
        )
        return resend(letter)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_message_goes_back_to_its_queue_as_it_was(desk: Desk) -> None:
    letter = build_letter(queue="RetouchQueue", group_id=USER, reason="malformed", tries=5)
    desk.letters.bury(letter, '{"as": "it was"}')

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert desk.queues["RetouchQueue"].revived == [('{"as": "it was"}', 5, USER)]


def test_a_letter_tells_when_it_was_resent(desk: Desk) -> None:
    letter = build_letter()
    desk.letters.bury(letter, "{}")

    desk.resend(letter)

    kept = desk.letters.letter(letter.letter_id)
    assert kept
    assert kept.resent_at == desk.clock.now()


def test_a_letter_that_cannot_be_sent_is_not_marked(desk: Desk) -> None:
    letter = build_letter()
    desk.letters.bury(letter, "{}")
    desk.queues["RequestQueue"].is_out_of_reach = True

    with pytest.raises(OutOfReachError):
        desk.resend(letter)

    assert desk.letters.letter(letter.letter_id) == letter
