"""Photos enter and leave the library, and stand in albums."""

from dataclasses import replace

import pytest

from darkroom.library.contents import Changes, Library
from darkroom.library.log import apply
from tests.builders import NOW
from tests.libraries import (
    ROTATE,
    Asked,
    accept,
    after,
    build_album,
    build_library,
    build_library_photo,
    build_original,
    part_of,
)

ADD: Asked = {"operation": "add_photo", "job_id": "job_1", "photo_id": "pho_beach"}
DELETE: Asked = {"operation": "delete_photo", "photo_id": "pho_beach"}
JOB = Library(originals={("job_1", "pho_beach"): build_original()})


def album_change(tag: str, **fields: object) -> Asked:
    """A change to the album of these tests."""
    return {"operation": tag, "album_id": "alb_lisbon", **fields}


def three_photos(cover: str | None = None) -> Library:
    """A library of three photos, two of them in an album."""
    photos = (build_library_photo(each) for each in ("pho_a", "pho_b", "pho_c"))
    return build_library(*photos, build_album("pho_a", "pho_b", cover=cover))


def test_a_photo_enters_as_it_was_uploaded() -> None:
    accepted = accept(ADD)

    (photo,) = apply(JOB, accepted).photos

    assert (photo.name, photo.original) == ("pho_beach.jpg", build_original())
    assert photo.operations == ()
    assert (photo.version, photo.added_at) == (accepted.sequence, accepted.accepted_at)


def test_a_photo_that_is_there_stays_as_it_is() -> None:
    library = after(JOB, ADD, DELETE | {"operation": "apply_edit", "operations": [ROTATE]})

    assert apply(library, accept(ADD)) == Changes()


def test_a_photo_that_comes_again_is_rendered_as_another() -> None:
    first = after(JOB, ADD).photo("pho_beach")

    again = after(JOB, ADD, DELETE, ADD).photo("pho_beach")

    assert first.job_id.startswith("lib_")
    assert again.job_id.startswith("lib_")
    assert again.job_id != first.job_id
    assert again.version > first.version


def test_a_deleted_photo_leaves_every_album_and_no_cover_behind() -> None:
    photo = build_library_photo()
    library = build_library(
        photo,
        build_album("pho_a", "pho_beach", cover="pho_beach"),
        build_album("pho_a", "pho_beach", album_id="alb_sea", cover="pho_a"),
        build_album("pho_a", album_id="alb_other", cover="pho_a"),
    )

    changes = apply(library, accept(DELETE))

    assert changes.deleted_photos == (photo,)
    assert {album.album_id: album.cover for album in changes.albums} == {
        "alb_lisbon": None,
        "alb_sea": "pho_a",
    }
    assert {album.photo_ids for album in changes.albums} == {("pho_a",)}


def test_an_album_begins_empty() -> None:
    accepted = accept(album_change("create_album", name="Lisbon"))

    (album,) = apply(Library(), accepted).albums

    assert (album.album_id, album.name) == ("alb_lisbon", "Lisbon")
    assert (album.photo_ids, album.shown_cover) == ((), None)
    assert album.created_at == album.changed_at == accepted.accepted_at


def test_an_album_whose_id_nobody_chose_is_told_it_when_it_is_accepted() -> None:
    first, second = (
        accept({"operation": "create_album", "name": "Lisbon"}, number) for number in (1, 2)
    )

    library = Library().after(apply(Library(), first))
    library = library.after(apply(library, second))

    told = [dict(accepted.operation)["album_id"] for accepted in (first, second)]
    assert list(library.albums) == told
    assert all(album_id.startswith("alb_") for album_id in told)


@pytest.mark.parametrize(
    ("operation", "photo_ids"),
    [
        pytest.param(
            album_change("add_to_album", photo_ids=["pho_c"]), ["pho_a", "pho_b", "pho_c"], id="add"
        ),
        pytest.param(
            album_change("add_to_album", photo_ids=["pho_c", "pho_a", "pho_c"]),
            ["pho_a", "pho_b", "pho_c"],
            id="add twice, and what is there",
        ),
        pytest.param(
            album_change("remove_from_album", photo_ids=["pho_a", "pho_c", "pho_nobodys"]),
            ["pho_b"],
            id="remove",
        ),
        pytest.param(
            album_change("reorder_album", photo_ids=["pho_b", "pho_a"]),
            ["pho_b", "pho_a"],
            id="reorder",
        ),
    ],
)
def test_photos_of_an_album_keep_their_order(operation: Asked, photo_ids: list[str]) -> None:
    album = after(three_photos(), operation).album("alb_lisbon")

    assert list(album.photo_ids) == photo_ids
    assert album.changed_at > NOW


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(album_change("add_to_album", photo_ids=["pho_b", "pho_a"]), id="add"),
        pytest.param(album_change("remove_from_album", photo_ids=["pho_c"]), id="remove"),
    ],
)
def test_what_is_so_already_changes_nothing(operation: Asked) -> None:
    assert apply(three_photos(), accept(operation)) == Changes()


def test_the_first_photo_stands_for_an_album_until_another_is_chosen() -> None:
    chosen = album_change("set_cover", photo_id="pho_b")
    gone = album_change("remove_from_album", photo_ids=["pho_b"])

    covers = [
        after(three_photos(), *operations).album("alb_lisbon").shown_cover
        for operations in ([], [chosen], [chosen, gone])
    ]

    assert covers == ["pho_a", "pho_b", "pho_a"]


def test_a_cover_stays_when_another_photo_goes() -> None:
    gone = album_change("remove_from_album", photo_ids=["pho_a"])

    album = after(three_photos(cover="pho_b"), gone).album("alb_lisbon")

    assert album.cover == "pho_b"


def test_an_album_is_renamed() -> None:
    album = after(three_photos(), album_change("rename_album", name="Porto")).album("alb_lisbon")

    assert (album.name, album.photo_ids) == ("Porto", ("pho_a", "pho_b"))


def test_photos_of_a_deleted_album_stay() -> None:
    library = after(three_photos(), album_change("delete_album"))

    assert library.albums == {}
    assert library.photos == three_photos().photos


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(album_change("add_to_album", photo_ids=["pho_c"]), id="add to an album"),
        pytest.param(ADD | {"photo_id": "pho_c"}, id="add to the library"),
    ],
)
def test_it_is_enough_to_know_that_a_photo_is_there(operation: Asked) -> None:
    accepted = accept(operation)
    known = part_of(three_photos(), accepted.operation.touches())

    changes = apply(known, accepted)

    assert known.photos == {}
    assert changes == apply(three_photos(), accepted)


def test_a_photo_that_is_only_known_to_be_there_is_gone_once_it_is_deleted() -> None:
    photo = build_library_photo()
    library = replace(build_library(photo), named_photo_ids=frozenset({"pho_beach", "pho_pier"}))

    left = after(library, DELETE)

    assert not left.has_photo("pho_beach")
    assert left.has_photo("pho_pier")
