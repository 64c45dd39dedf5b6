"""What nobody can do anything with, on its way from a queue to the table."""

from darkroom.dead_letters import QUEUES
from tests.waiting import until
from tools.service import Service


def test_what_nobody_can_read_is_soon_kept_with_the_reason(service: Service) -> None:
    bodies = {queue: f'{{"version": 1, "sent_to": "{queue}"}}' for queue in QUEUES}
    known = service.letters()

    for queue, body in bodies.items():
        service.send(queue, body)

    until(lambda: len(service.letters()) == len(known) + len(bodies), patience_seconds=60)
    letters = [letter for letter in service.letters() if letter not in known]
    assert {letter.queue for letter in letters} == set(QUEUES)
    assert {letter.reason for letter in letters} == {"malformed"}
    assert all(letter.faults for letter in letters)
    assert {letter.queue: letter.tries for letter in letters} == {
        "UploadsQueue": 10,
        "RequestQueue": 5,
        "RetouchQueue": 5,
        "ResponseQueue": 10,
        "UserOperationsQueue": 5,
    }
