"""A library as simply as it can be told, to hold the real one against: dicts, lists, two stacks.

Lists are never changed in place, so that a copy of the outer dicts is a copy of it all.
"""

from datetime import datetime
from typing import Any

Plain = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - no mistake: an answer
    """The code of the reason why an operation cannot be applied."""


def empty(originals: dict[tuple[str, str], str]) -> Plain:
    """A library without anything in it, and the names of the photos that can be added."""
    return {"photos": {}, "albums": {}, "originals": originals}


def copied(library: Plain) -> Plain:
    """Another library with the same in it."""
    photos = {photo_id: dict(photo) for photo_id, photo in library["photos"].items()}
    albums = {album_id: dict(album) for album_id, album in library["albums"].items()}
    return {"photos": photos, "albums": albums, "originals": library["originals"]}


def do(library: Plain, operation: Plain, sequence: int, at: datetime) -> None:
    """Change the library as an operation says.

    Raises:
        Refusal: It cannot be done; nothing is changed.
    """
    kind = operation["operation"]
    if kind == "create_album":
        _create(library, operation, at)
    elif kind == "add_photo":
        _add(library, operation, sequence, at)
    elif "album_id" in operation:
        album = library["albums"].get(operation["album_id"])
        _require(album is not None, "no_such_album")
        _ALBUM_CHANGES[kind](library, album, operation, at)
    else:
        photo = library["photos"].get(operation["photo_id"])
        _require(photo is not None, "no_such_photo")
        _PHOTO_CHANGES[kind](library, photo, operation, at)
        if kind in LOOKS:
            photo["version"] = sequence


LOOKS = {"apply_edit", "undo", "redo", "revert"}


def _require(is_so: object, code: str) -> None:
    if not is_so:
        raise Refusal(code)


def _add(library: Plain, operation: Plain, sequence: int, at: datetime) -> None:
    photo_id = operation["photo_id"]
    if photo_id in library["photos"]:
        return
    name = library["originals"].get((operation["job_id"], photo_id))
    _require(name, "no_such_original")
    library["photos"][photo_id] = {
        "name": name,
        "past": [],
        "now": [],
        "future": [],
        "version": sequence,
        "added": at,
        "changed": at,
    }


def _edit(_library: Plain, photo: Plain, operation: Plain, at: datetime) -> None:
    now = photo["now"] + operation["operations"]
    _require(len(now) <= 20, "too_many_edits")
    _go_on(photo, now, at)


def _revert(_library: Plain, photo: Plain, _operation: Plain, at: datetime) -> None:
    _require(photo["now"], "nothing_to_revert")
    _go_on(photo, [], at)


def _go_on(photo: Plain, now: list[Plain], at: datetime) -> None:
    past = [*photo["past"], photo["now"]]
    _require(len(past) < 100, "history_full")
    photo.update(past=past, now=now, future=[], changed=at)


def _undo(_library: Plain, photo: Plain, _operation: Plain, at: datetime) -> None:
    _require(photo["past"], "nothing_to_undo")
    *past, now = photo["past"]
    photo.update(past=past, now=now, future=[photo["now"], *photo["future"]], changed=at)


def _redo(_library: Plain, photo: Plain, _operation: Plain, at: datetime) -> None:
    _require(photo["future"], "nothing_to_redo")
    now, *future = photo["future"]
    photo.update(past=[*photo["past"], photo["now"]], now=now, future=future, changed=at)


def _rename(_library: Plain, thing: Plain, operation: Plain, at: datetime) -> None:
    thing.update(name=operation["name"], changed=at)


def _delete_photo(library: Plain, _photo: Plain, operation: Plain, at: datetime) -> None:
    gone = operation["photo_id"]
    del library["photos"][gone]
    for album in library["albums"].values():
        if gone in album["photos"]:
            _take_out(album, [gone], at)


def _create(library: Plain, operation: Plain, at: datetime) -> None:
    _require(operation["album_id"] not in library["albums"], "album_exists")
    _require(len(library["albums"]) < 100, "too_many_albums")
    album = {"name": operation["name"], "photos": [], "cover": None, "created": at, "changed": at}
    library["albums"][operation["album_id"]] = album


def _put_in(library: Plain, album: Plain, operation: Plain, at: datetime) -> None:
    photos = album["photos"]
    for photo_id in operation["photo_ids"]:
        _require(photo_id in library["photos"], "no_such_photo")
        if photo_id not in photos:
            photos = [*photos, photo_id]
    _require(len(photos) <= 1000, "album_full")
    for photo_id in photos[len(album["photos"]) :]:
        others = [other for other in library["albums"].values() if photo_id in other["photos"]]
        _require(len(others) < 50, "photo_in_too_many_albums")
    if photos != album["photos"]:
        album.update(photos=photos, changed=at)


def _take_out_some(_library: Plain, album: Plain, operation: Plain, at: datetime) -> None:
    if any(photo_id in album["photos"] for photo_id in operation["photo_ids"]):
        _take_out(album, operation["photo_ids"], at)


def _take_out(album: Plain, gone: list[str], at: datetime) -> None:
    left = [photo_id for photo_id in album["photos"] if photo_id not in gone]
    album.update(photos=left, changed=at)
    if album["cover"] not in left:
        album["cover"] = None


def _reorder(_library: Plain, album: Plain, operation: Plain, at: datetime) -> None:
    wanted = operation["photo_ids"]
    is_whole = len(wanted) == len(album["photos"]) and set(wanted) == set(album["photos"])
    _require(is_whole, "order_mismatch")
    album.update(photos=wanted, changed=at)


def _set_cover(_library: Plain, album: Plain, operation: Plain, at: datetime) -> None:
    _require(operation["photo_id"] in album["photos"], "not_in_album")
    album.update(cover=operation["photo_id"], changed=at)


def _delete_album(library: Plain, _album: Plain, operation: Plain, _at: datetime) -> None:
    del library["albums"][operation["album_id"]]


_PHOTO_CHANGES = {
    "apply_edit": _edit,
    "undo": _undo,
    "redo": _redo,
    "revert": _revert,
    "rename_photo": _rename,
    "delete_photo": _delete_photo,
}
_ALBUM_CHANGES = {
    "rename_album": _rename,
    "add_to_album": _put_in,
    "remove_from_album": _take_out_some,
    "reorder_album": _reorder,
    "set_cover": _set_cover,
    "delete_album": _delete_album,
}
