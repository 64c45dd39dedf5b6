"""What is in a library, and where its operations stand."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest

from darkroom.errors import NotFoundError, OutputFailedError, OutputNotReadyError
from darkroom.jobs import OutputResult, Photo, Problem
from darkroom.library.contents import Changes
from darkroom.library.log import OperationState
from darkroom.library.photos import LibraryPhoto
from darkroom.ports import KeyedRequest, Page
from darkroom.ports.library_table import NewOperations
from darkroom.services.read_library import ReadLibrary
from tests.builders import USER, build_failure, build_result
from tests.fakes import InMemoryJobTable, InMemoryResultStore, InMemoryUploadStore
from tests.libraries import (
    AT,
    DUE,
    Asked,
    accept,
    build_album,
    build_library_photo,
    build_original,
    change,
    edited,
    long_edits,
    version_of,
    with_long_history,
)
from tests.library_fakes import InMemoryLibraryTable

BEACH, PIER = build_library_photo("pho_beach"), build_library_photo("pho_pier", job_id="lib_pier")


@dataclass
class RestlessTable(InMemoryLibraryTable):
    """A table in which something happens each time before and after photos are read."""

    before_reading: Callable[[], None] = lambda: None
    after_reading: Callable[[], None] = lambda: None

    def photos(self, user_id: str, *, limit: int, cursor: str | None) -> Page[LibraryPhoto]:
        """Read between the two."""
        self.before_reading()
        page = super().photos(user_id, limit=limit, cursor=cursor)
        self.after_reading()
        return page


@pytest.fixture
def table() -> RestlessTable:
    return RestlessTable(InMemoryJobTable())


@pytest.fixture
def read(table: RestlessTable) -> ReadLibrary:
    return ReadLibrary(table=table, uploads=InMemoryUploadStore(), results=InMemoryResultStore())


def show(table: RestlessTable, photo: LibraryPhoto, **version: object) -> Photo:
    """Have the photo in the library, with its version as it stands."""
    row = version_of(photo).model_copy(update=version)
    change(table, Changes(photos=(photo,), needs_render=True), render=row)
    return row


def accepted(table: RestlessTable, count: int) -> list[str]:
    """The ids of so many operations more that wait for their turn."""
    undo: Asked = {"operation": "undo", "photo_id": "pho_beach"}
    return accepted_as(table, *[undo] * count)


def accepted_as(table: RestlessTable, *asked: Asked) -> list[str]:
    """The ids of these operations, which wait for their turn."""
    first = table.log(USER).accepted + 1
    operations = tuple(accept(each, place) for place, each in enumerate(asked, first))
    keyed = KeyedRequest(key=f"from {first}", fingerprint="f")
    table.accept(NewOperations(operations=operations, keyed=keyed, due_at=DUE))
    return [operation.operation_id for operation in operations]


def test_a_library_is_as_of_the_last_operation_that_was_applied(
    read: ReadLibrary, table: RestlessTable
) -> None:
    change(table, Changes(photos=(BEACH, PIER), albums=(build_album(),)))
    change(table, Changes(photos=(BEACH,)))
    accepted(table, 3)

    answers = (
        read.albums(USER, limit=10, cursor=None),
        read.album(USER, "alb_lisbon"),
        read.photos(USER, limit=10, cursor=None),
        read.photo(USER, "pho_pier"),
    )

    assert [answer.sequence for answer in answers] == [2, 2, 2, 2]
    log, halted = read.standing(USER)
    assert (log.accepted, log.applied, halted) == (5, 2, None)


def test_a_library_of_nothing_is_as_of_the_beginning(read: ReadLibrary) -> None:
    photos = read.photos(USER, limit=10, cursor=None)

    assert (photos.sequence, photos.found.items) == (0, ())
    assert read.albums(USER, limit=10, cursor=None).found.items == ()


def test_what_changes_while_it_is_read_is_read_again(
    read: ReadLibrary, table: RestlessTable
) -> None:
    change(table, Changes(photos=(BEACH,)))
    news = iter([Changes(photos=(PIER,)), Changes(deleted_photos=(BEACH,))])

    def happen() -> None:
        for changes in news:
            change(table, changes)
            return

    table.after_reading = happen

    photos = read.photos(USER, limit=10, cursor=None)

    assert photos.sequence == 3
    assert [shown.photo for shown in photos.found.items] == [PIER]


def test_what_never_stops_changing_is_shown_with_what_was_applied_before_at_least(
    read: ReadLibrary, table: RestlessTable
) -> None:
    photo_ids = (f"pho_{number}" for number in count())

    def happen() -> None:
        change(table, Changes(photos=(build_library_photo(next(photo_ids)),)))

    table.before_reading = happen

    photos = read.photos(USER, limit=10, cursor=None)

    assert photos.sequence == 2
    shown = [shown.photo.photo_id for shown in photos.found.items]
    assert shown == ["pho_0", "pho_1", "pho_2"]


def test_photos_come_with_their_current_versions_a_page_at_a_time(
    read: ReadLibrary, table: RestlessTable
) -> None:
    row = show(table, edited(BEACH, version=1))
    change(table, Changes(photos=(PIER,)))

    first = read.photos(USER, limit=1, cursor=None).found
    second = read.photos(USER, limit=1, cursor=first.cursor).found

    assert [each.version for each in first.items + second.items] == [row, None]
    assert second.cursor is None


def test_an_operation_stands_where_its_log_does(read: ReadLibrary, table: RestlessTable) -> None:
    change(table, Changes(photos=(BEACH,)))
    waiting = accepted(table, 2)

    applied, first, second = read.operations(USER, after=0, limit=10).items

    assert applied.operation.state is OperationState.APPLIED
    assert [first.operation.operation_id, second.operation.operation_id] == waiting
    assert read.operation(USER, waiting[1]) == second
    assert not first.is_halted


def test_operations_are_listed_from_where_one_likes(
    read: ReadLibrary, table: RestlessTable
) -> None:
    operation_ids = accepted(table, 5)

    first = read.operations(USER, after=1, limit=3)
    second = read.operations(USER, after=4, limit=3)

    listed = [each.operation.operation_id for each in first.items + second.items]
    assert listed == operation_ids[1:]
    assert (first.cursor, second.cursor) == ("4", None)


def test_a_page_of_long_operations_is_shorter_than_was_asked_for(
    read: ReadLibrary, table: RestlessTable
) -> None:
    operation_ids = accepted_as(table, *long_edits(20))

    first = read.operations(USER, after=0, limit=100)
    assert first.cursor
    second = read.operations(USER, after=int(first.cursor), limit=100)

    listed = [each.operation.operation_id for each in first.items + second.items]
    assert listed == operation_ids
    assert second.cursor is None


def test_a_page_of_photos_with_long_histories_is_shorter_than_was_asked_for(
    read: ReadLibrary, table: RestlessTable
) -> None:
    photos = [with_long_history(f"pho_{number}") for number in range(8)]
    change(table, Changes(photos=tuple(photos)))

    first = read.photos(USER, limit=100, cursor=None).found
    second = read.photos(USER, limit=100, cursor=first.cursor).found

    assert 1 <= len(first.items) < 8
    assert [shown.photo for shown in first.items + second.items] == photos


def test_a_log_of_nothing_is_listed(read: ReadLibrary) -> None:
    listed = read.operations(USER, after=0, limit=3)

    assert (listed.items, listed.cursor) == ((), None)


def test_only_the_next_operation_of_a_halted_log_is_halted(
    read: ReadLibrary, table: RestlessTable
) -> None:
    change(table, Changes(photos=(BEACH,)))
    halted, behind = accepted(table, 2)
    table.halt(table.log(USER), AT)

    listed = read.operations(USER, after=0, limit=10).items
    assert [each.is_halted for each in listed] == [False, True, False]
    assert read.standing(USER)[1] == listed[1]
    assert read.operation(USER, halted).is_halted
    assert not read.operation(USER, behind).is_halted


@pytest.mark.parametrize("user_id", [USER, "user-2"], ids=["missing", "another user's"])
def test_what_is_not_yours_is_not_there(
    read: ReadLibrary, table: RestlessTable, user_id: str
) -> None:
    change(table, Changes(photos=(BEACH,), albums=(build_album(),)), user_id="user-1")
    (operation_id,) = accepted(table, 1)
    is_mine = user_id == USER
    photo_id = "pho_nobodys" if is_mine else "pho_beach"
    album_id = "alb_nobodys" if is_mine else "alb_lisbon"
    # It names a place in the log at which another one is.
    operation_id = operation_id[:-1] + "0" if is_mine else operation_id

    for look in (
        lambda: read.album(user_id, album_id),
        lambda: read.photo(user_id, photo_id),
        lambda: read.current_url(user_id, photo_id),
        lambda: read.operation(user_id, operation_id),
        lambda: read.operation(user_id, "op_of_no_shape"),
    ):
        with pytest.raises(NotFoundError):
            look()


def finished(photo: LibraryPhoto, ending: str = "jpg") -> OutputResult:
    key = f"library/{USER}/{photo.job_id}/{photo.photo_id}/{photo.version}/current.{ending}"
    return build_result(version_of(photo), "current", key=key)


def test_the_current_version_is_downloaded_under_the_photos_name(
    read: ReadLibrary, table: RestlessTable
) -> None:
    photo = edited(BEACH, version=1).model_copy(update={"name": "Mr. Smith.heic"})
    show(table, photo, results=(finished(photo),))

    url = read.current_url(USER, "pho_beach")

    key = "library/user-1/lib_beach/pho_beach/1/current.jpg"
    assert url == f"https://results.example/{key}?as=Mr.%20Smith.jpg"


@pytest.mark.parametrize(
    ("name", "file_name"), [("beach.jpg", "beach.jpg"), ("Sunset", "Sunset.jpg")]
)
def test_a_photo_that_nothing_was_done_to_is_downloaded_as_it_is(
    read: ReadLibrary, table: RestlessTable, name: str, file_name: str
) -> None:
    photo = build_library_photo(name=name, original=build_original())
    change(table, Changes(photos=(photo,)))

    url = read.current_url(USER, "pho_beach")

    assert url == f"https://uploads.example/uploads/pho_beach?version=version-1&as={file_name}"


def test_a_version_that_is_rendered_now_is_not_ready(
    read: ReadLibrary, table: RestlessTable
) -> None:
    show(table, edited(BEACH, version=1))

    with pytest.raises(OutputNotReadyError, match="wait until"):
        read.current_url(USER, "pho_beach")


def test_a_version_is_not_ready_while_an_older_one_is_all_there_is(
    read: ReadLibrary, table: RestlessTable
) -> None:
    older, newer = edited(BEACH, version=1), edited(BEACH, version=2)
    row = show(table, older, results=(finished(older),))
    change(table, Changes(photos=(newer,), needs_render=True), render=row)

    with pytest.raises(OutputNotReadyError):
        read.current_url(USER, "pho_beach")


@pytest.mark.parametrize(
    "version",
    [
        {"results": (build_failure("current"),)},
        {"error": Problem(code="gave_up", message="The crop lies outside the photo.")},
    ],
    ids=["output failed", "photo failed"],
)
def test_a_version_that_could_not_be_rendered_says_why(
    read: ReadLibrary, table: RestlessTable, version: dict[str, object]
) -> None:
    show(table, edited(BEACH, version=1), **version)

    with pytest.raises(OutputFailedError, match="lies outside"):
        read.current_url(USER, "pho_beach")
