"""What every DeadLetterTable does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.dead_letters import DeadLetter
from darkroom.errors import InvalidRequestError
from darkroom.jobs import PhotoAddress
from darkroom.ports import DeadLetterTable
from tests.builders import NOW, build_job, build_photo
from tests.fakes import ManualClock
from tests.integration.tables import create_table
from tests.letters import InMemoryDeadLetterTable, build_letter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST = 1_048_576


@pytest.fixture(params=["in_memory", "dynamodb"])
def table(
    request: pytest.FixtureRequest, unique_name: Callable[[str], str], clock: ManualClock
) -> DeadLetterTable:
    if request.param == "in_memory":
        return InMemoryDeadLetterTable(clock=clock)
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoDbDeadLetterTable(client, create_table(client, unique_name("letters")), clock)


def pages(table: DeadLetterTable, limit: int) -> Iterator[tuple[DeadLetter, ...]]:
    page = table.letters("RequestQueue", limit=limit, cursor=None)
    yield page.items
    while page.cursor:
        page = table.letters("RequestQueue", limit=limit, cursor=page.cursor)
        yield page.items


def test_everything_known_of_a_letter_is_kept(table: DeadLetterTable) -> None:
    letter = build_letter(
        queue="ResponseQueue",
        group_id="user-1",
        attributes={"revived": "5"},
        reason="malformed",
        faults=("photo.number: Field required",),
        photos=(PhotoAddress.of(build_photo(build_job())),),
        resent_at=NOW,
    )

    table.bury(letter, "{}")

    assert table.letter(letter.letter_id) == letter
    assert table.letters("ResponseQueue", limit=10, cursor=None).items == (letter,)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{}", id="small"),
        pytest.param("", id="empty"),
        pytest.param("a" * LARGEST, id="1 MiB"),
        # Its parts end in the middle of letters.
        pytest.param("ä" * (LARGEST // 2), id="1 MiB of two bytes each"),
        pytest.param("📷" * 75_001, id="one letter more than a part holds"),
        pytest.param("half a pair: \ud83d", id="no text at all"),
    ],
)
def test_a_body_of_any_size_is_kept_whole(table: DeadLetterTable, body: str) -> None:
    letter = build_letter()

    table.bury(letter, body)

    assert table.body(letter) == body


def test_letters_are_listed_by_queue_in_the_order_they_were_sent(table: DeadLetterTable) -> None:
    letters = [build_letter(number) for number in range(5)]
    for letter in [*letters, build_letter(queue="UploadsQueue")]:
        table.bury(letter, "{}")

    listed = list(pages(table, 2))

    oldest_first = letters[::-1]
    assert [letter for page in listed for letter in page] == oldest_first
    assert [len(page) for page in listed[:2]] == [2, 2]


def test_a_cursor_of_something_else_is_refused(table: DeadLetterTable) -> None:
    with pytest.raises(InvalidRequestError):
        table.letters("RequestQueue", limit=1, cursor="c29tZXRoaW5n")


@pytest.mark.parametrize(
    "letter_id",
    ["RequestQueue/1795176000000/other", "NoQueue/1795176000000/message-0", "message-0", ""],
)
def test_what_is_no_letter_is_not_found(table: DeadLetterTable, letter_id: str) -> None:
    table.bury(build_letter(), "{}")

    assert table.letter(letter_id) is None


def test_a_message_that_dies_once_more_leaves_its_letter_as_it_is(table: DeadLetterTable) -> None:
    letter = build_letter()
    table.bury(letter, "{}")
    table.mark_resent(letter, NOW)

    table.bury(letter.model_copy(update={"buried_at": NOW + timedelta(hours=1)}), "{}")

    assert table.letter(letter.letter_id) == letter.model_copy(update={"resent_at": NOW})
    assert table.body(letter) == "{}"


def test_a_letter_that_is_not_there_is_not_made_by_marking_it(table: DeadLetterTable) -> None:
    letter = build_letter()

    table.mark_resent(letter, NOW)

    assert table.letter(letter.letter_id) is None


def test_a_letter_is_kept_for_as_long_as_it_says(
    table: DeadLetterTable, clock: ManualClock
) -> None:
    letter = build_letter()
    table.bury(letter, "{}")

    clock.at = letter.expires_at - timedelta(seconds=1)
    assert table.letter(letter.letter_id) == letter
    clock.at = letter.expires_at
    assert table.letter(letter.letter_id) is None
    assert table.letters("RequestQueue", limit=10, cursor=None).items == ()
