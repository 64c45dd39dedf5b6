"""What every LibraryTable keeps of what operations come to."""

import pytest

from darkroom.jobs import PhotoAddress, PhotoState, Tombstone
from darkroom.library.contents import Changes, Library, Touched
from darkroom.ports import SHARDS, Due, DuePhoto, DueTombstone, JobTable, PhotoChange
from darkroom.ports.library_table import LibraryTable
from tests.builders import USER
from tests.libraries import (
    AT,
    DUE,
    build_album,
    build_library,
    build_library_photo,
    change,
    edited,
    read_operation,
    version_of,
    with_long_history,
)

MEGABYTE = 1 << 20
BEACH, PIER = build_library_photo("pho_beach"), build_library_photo("pho_pier", job_id="lib_pier")


def everything(libraries: LibraryTable) -> Library:
    photo_ids = frozenset({"pho_beach", "pho_pier", "pho_nowhere"})
    return libraries.contents(USER, Touched(photo_ids=photo_ids, every_album=True))


def due_rows(table: JobTable) -> list[Due]:
    found = [each for shard in range(SHARDS) for each in table.due(DUE, shard, 10)]
    return [each for each in found if isinstance(each, DuePhoto | DueTombstone)]


def test_a_library_is_empty_at_first(libraries: LibraryTable) -> None:
    assert everything(libraries) == Library()
    assert libraries.photos(USER, limit=10, cursor=None).items == ()


def test_what_was_put_is_read_as_it_was(libraries: LibraryTable) -> None:
    photo, album = edited(BEACH, version=1), build_album("pho_beach", cover="pho_beach")

    change(libraries, Changes(photos=(photo, PIER), albums=(album,)))

    assert everything(libraries) == build_library(photo, PIER, album)


def test_only_what_is_touched_is_read(libraries: LibraryTable) -> None:
    lisbon, porto = build_album(), build_album(album_id="alb_porto")
    change(libraries, Changes(photos=(BEACH, PIER), albums=(lisbon, porto)))
    photo_ids, album_ids = frozenset({"pho_pier", "pho_no"}), frozenset({"alb_porto", "alb_no"})
    some = Touched(photo_ids=photo_ids, album_ids=album_ids)

    assert libraries.contents(USER, some) == build_library(PIER, porto)
    assert libraries.found(USER, some) == Touched(
        photo_ids=frozenset({"pho_pier"}), album_ids=frozenset({"alb_porto"})
    )
    assert libraries.contents(USER, Touched()) == Library()


def test_photos_that_are_only_named_are_not_read(libraries: LibraryTable) -> None:
    change(libraries, Changes(photos=(BEACH, PIER)))
    named = frozenset({"pho_pier", "pho_nowhere"})
    touched = Touched(photo_ids=frozenset({"pho_beach"}), named_photo_ids=named)

    library = libraries.contents(USER, touched)

    assert library.photos == {"pho_beach": BEACH}
    assert library.named_photo_ids == {"pho_pier"}


def test_a_hundred_photos_are_put_in_an_album_without_their_histories(
    libraries: LibraryTable,
) -> None:
    photos = tuple(with_long_history(f"pho_{number:02}", kilobytes=30) for number in range(100))
    for first in range(0, 100, 25):
        change(libraries, Changes(photos=photos[first : first + 25]))
    change(libraries, Changes(albums=(build_album(),)))
    photo_ids = [photo.photo_id for photo in photos]
    add = {"operation": "add_to_album", "album_id": "alb_lisbon", "photo_ids": photo_ids}

    library = libraries.contents(USER, read_operation(add).touches())

    assert library.photos == {}
    assert library.named_photo_ids == {*photo_ids}
    assert library.albums == {"alb_lisbon": build_album()}


def test_hundreds_of_photos_are_read_at_once(libraries: LibraryTable) -> None:
    photos = tuple(build_library_photo(f"pho_{number:03}", version=9) for number in range(180))
    change(libraries, Changes(photos=photos[:90]))
    change(libraries, Changes(photos=photos[90:]))
    touched = Touched(photo_ids=frozenset(photo.photo_id for photo in photos))

    assert libraries.contents(USER, touched) == build_library(*photos)
    assert libraries.found(USER, touched) == touched


def test_a_large_album_is_read_with_all_others(libraries: LibraryTable) -> None:
    photo_ids = [f"pho_{number:028x}" for number in range(1000)]
    albums = tuple(build_album(*photo_ids, album_id=f"alb_{number:02}") for number in range(50))
    change(libraries, Changes(albums=albums))

    assert everything(libraries) == build_library(*albums)


def test_what_is_put_again_is_replaced(libraries: LibraryTable) -> None:
    change(libraries, Changes(photos=(BEACH,), albums=(build_album(),)))
    renamed = build_album(name="Porto")

    change(libraries, Changes(photos=(edited(BEACH, version=2),), albums=(renamed,)))

    assert everything(libraries) == build_library(edited(BEACH, version=2), renamed)


def test_what_is_deleted_is_gone(libraries: LibraryTable) -> None:
    album = build_album()
    change(libraries, Changes(photos=(BEACH, PIER), albums=(album,)))

    change(libraries, Changes(deleted_photos=(BEACH,), deleted_albums=(album,)))

    assert everything(libraries) == build_library(PIER)


def test_a_library_is_its_users_own(libraries: LibraryTable) -> None:
    change(libraries, Changes(photos=(BEACH,), albums=(build_album(),)))
    change(libraries, Changes(photos=(PIER,)), user_id="another")
    touched = Touched(photo_ids=frozenset({"pho_beach", "pho_pier"}), every_album=True)

    assert libraries.contents("another", touched) == build_library(PIER)
    assert libraries.found("another", touched).photo_ids == {"pho_pier"}
    assert libraries.photos("another", limit=10, cursor=None).items == (PIER,)


def test_photos_are_listed_a_page_at_a_time(libraries: LibraryTable) -> None:
    photos = tuple(build_library_photo(f"pho_{number}") for number in range(5))
    change(libraries, Changes(photos=photos))

    first = libraries.photos(USER, limit=3, cursor=None)
    second = libraries.photos(USER, limit=3, cursor=first.cursor)

    assert first.items + second.items == photos
    assert second.cursor is None


def test_albums_are_listed_a_page_at_a_time(libraries: LibraryTable) -> None:
    albums = tuple(build_album(album_id=f"alb_{number}") for number in range(5))
    change(libraries, Changes(albums=albums, photos=(BEACH,)))

    first = libraries.albums(USER, limit=3, cursor=None)
    second = libraries.albums(USER, limit=3, cursor=first.cursor)

    assert first.items + second.items == albums
    assert second.cursor is None


def test_a_page_that_holds_just_all_is_the_last(libraries: LibraryTable) -> None:
    photos = tuple(build_library_photo(f"pho_{number}") for number in range(3))
    albums = tuple(build_album(album_id=f"alb_{number}") for number in range(3))
    change(libraries, Changes(photos=photos, albums=albums))

    assert libraries.photos(USER, limit=3, cursor=None).cursor is None
    assert libraries.albums(USER, limit=3, cursor=None).cursor is None


def test_of_photos_with_long_histories_a_page_has_fewer(libraries: LibraryTable) -> None:
    photos = tuple(with_long_history(f"pho_{number}") for number in range(8))
    change(libraries, Changes(photos=photos))

    first = libraries.photos(USER, limit=100, cursor=None)
    second = libraries.photos(USER, limit=100, cursor=first.cursor)

    assert 1 <= len(first.items) < 8
    assert sum(len(each.model_dump_json().encode()) for each in first.items) < MEGABYTE
    assert first.items + second.items == photos
    assert second.cursor is None


def test_of_large_albums_a_page_has_fewer(libraries: LibraryTable) -> None:
    photo_ids = [f"pho_{number:028x}" for number in range(1000)]
    albums = tuple(build_album(*photo_ids, album_id=f"alb_{number:02}") for number in range(40))
    change(libraries, Changes(albums=albums))

    first = libraries.albums(USER, limit=100, cursor=None)
    second = libraries.albums(USER, limit=100, cursor=first.cursor)

    assert 1 <= len(first.items) < 40
    assert first.items + second.items == albums
    assert second.cursor is None


def test_a_version_is_found_while_it_is_the_current_one(libraries: LibraryTable) -> None:
    older, newer = edited(BEACH, version=1), edited(BEACH, version=3)
    renamed = older.model_copy(update={"name": "sea.jpg"})
    original = BEACH.model_copy(update={"version": 3})
    change(libraries, Changes(photos=(older,), needs_render=True), render=version_of(older))
    change(libraries, Changes(photos=(PIER,)))

    found = [libraries.versions([photo, PIER]) for photo in (older, renamed, newer, original)]

    assert found == [{"pho_beach": version_of(older)}] * 2 + [{}, {}]


def test_versions_of_a_whole_page_are_found(libraries: LibraryTable) -> None:
    photos = [build_library_photo(f"pho_{each}", job_id=f"lib_{each}") for each in range(3)]
    looks = [edited(photo, version=place) for place, photo in enumerate(photos, 1)]
    for look in looks:
        change(libraries, Changes(photos=(look,), needs_render=True), render=version_of(look))

    assert libraries.versions(looks) == {look.photo_id: version_of(look) for look in looks}


def test_a_new_look_waits_to_be_rendered(libraries: LibraryTable, table: JobTable) -> None:
    photo = edited(BEACH, version=1)

    change(libraries, Changes(photos=(photo,), needs_render=True), render=version_of(photo))

    assert table.photo("lib_beach", "pho_beach") == version_of(photo)
    assert due_rows(table) == [DuePhoto(job_id="lib_beach", photo_id="pho_beach")]


def test_a_newer_look_takes_the_place_of_an_older_one(
    libraries: LibraryTable, table: JobTable
) -> None:
    older, newer = edited(BEACH, version=1), edited(BEACH, version=2)
    change(libraries, Changes(photos=(older,), needs_render=True), render=version_of(older))
    done = PhotoChange(photo=PhotoAddress.of(version_of(older)), state=PhotoState.DONE, at=AT)

    change(libraries, Changes(photos=(newer,), needs_render=True), render=version_of(newer))
    table.move_photo(done)

    assert table.photo("lib_beach", "pho_beach") == version_of(newer)


def test_a_look_that_is_rendered_keeps_what_it_waited_for(
    libraries: LibraryTable, table: JobTable
) -> None:
    photo = edited(BEACH, version=1)
    change(libraries, Changes(photos=(photo,), needs_render=True), render=version_of(photo))

    table.move_photo(
        PhotoChange(photo=PhotoAddress.of(version_of(photo)), state=PhotoState.DONE, at=AT)
    )

    known = table.photo("lib_beach", "pho_beach")
    assert known
    assert (known.state, known.outputs) == (PhotoState.DONE, version_of(photo).outputs)


def test_the_original_is_not_rendered(libraries: LibraryTable, table: JobTable) -> None:
    photo = edited(BEACH, version=1)
    change(libraries, Changes(photos=(photo,), needs_render=True), render=version_of(photo))

    change(libraries, Changes(photos=(BEACH.model_copy(update={"version": 2}),)))

    assert table.photo("lib_beach", "pho_beach") is None


def test_a_look_stays_rendered_while_a_photo_is_renamed(
    libraries: LibraryTable, table: JobTable
) -> None:
    photo = edited(BEACH, version=1)
    change(libraries, Changes(photos=(photo,), needs_render=True), render=version_of(photo))

    change(libraries, Changes(photos=(photo.model_copy(update={"name": "sea.jpg"}),)))

    assert table.photo("lib_beach", "pho_beach") == version_of(photo)


@pytest.mark.parametrize("was_edited", [True, False])
def test_a_deleted_photo_leaves_a_tombstone(
    libraries: LibraryTable, table: JobTable, *, was_edited: bool
) -> None:
    photo = edited(BEACH, version=1) if was_edited else BEACH
    render = version_of(photo) if was_edited else None
    change(libraries, Changes(photos=(photo,)), render=render)
    tombstone = Tombstone(user_id=USER, job_id="lib_beach", at=AT, due_at=DUE)

    change(libraries, Changes(deleted_photos=(photo,)), tombstones=(tombstone,))

    assert table.photo("lib_beach", "pho_beach") is None
    assert table.tombstone("lib_beach") == tombstone
    assert due_rows(table) == [DueTombstone(job_id="lib_beach")]


def test_a_photo_is_deleted_from_as_many_albums_as_it_can_be_in(libraries: LibraryTable) -> None:
    albums = [build_album("pho_beach", album_id=f"alb_{number:02}") for number in range(50)]
    change(libraries, Changes(photos=(BEACH,), albums=tuple(albums)))
    emptied = tuple(album.model_copy(update={"photo_ids": ()}) for album in albums)
    tombstone = Tombstone(user_id=USER, job_id="lib_beach", at=AT, due_at=DUE)

    changes = Changes(deleted_photos=(BEACH,), albums=emptied)
    change(libraries, changes, tombstones=(tombstone,))

    assert everything(libraries) == build_library(*emptied)
