"""What may be done to a small library, much of which cannot be done to it as it is."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from darkroom.library.albums import MAX_ALBUM_PHOTOS
from tests.libraries import FLIP, ROTATE

PHOTOS: Final = ("pho_a", "pho_b", "pho_c")
ALBUMS: Final = ("alb_a", "alb_b", "alb_c")
JOB: Final = "job_1"

# Nobody has the last photo.
_photo_ids = st.sampled_from((*PHOTOS * 2, "pho_nobodys"))
_album_ids = st.sampled_from((*ALBUMS * 2, "alb_nobodys"))
_names = st.sampled_from(["Lisbon", "Sintra, May", "海滩"])
_several_photos = st.one_of(
    st.lists(st.sampled_from(PHOTOS), min_size=1, max_size=4),
    st.lists(_photo_ids, min_size=1, max_size=4),
)
_steps = st.sampled_from([ROTATE, FLIP, {"operation": "caption", "text": "Sintra"}])


def _operation(
    tag: str, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Mapping[str, object]]:
    return st.fixed_dictionaries({"operation": st.just(tag), **fields})


EDITS: Final = st.one_of(
    _operation(
        "apply_edit", photo_id=_photo_ids, operations=st.lists(_steps, min_size=1, max_size=6)
    ),
    _operation("undo", photo_id=_photo_ids),
    _operation("redo", photo_id=_photo_ids),
    _operation("revert", photo_id=_photo_ids),
)
"""What gives a photo another look."""

CHANGES: Final = st.one_of(
    _operation("rename_photo", photo_id=_photo_ids, name=_names),
    _operation("delete_photo", photo_id=_photo_ids),
    _operation("add_photo", job_id=st.sampled_from([JOB, JOB, "job_2"]), photo_id=_photo_ids),
    _operation("create_album", name=_names, album_id=_album_ids | st.none()),
    _operation("rename_album", album_id=_album_ids, name=_names),
    _operation("add_to_album", album_id=_album_ids, photo_ids=_several_photos),
    _operation("remove_from_album", album_id=_album_ids, photo_ids=_several_photos),
    _operation("reorder_album", album_id=_album_ids, photo_ids=_several_photos),
    _operation("set_cover", album_id=_album_ids, photo_id=_photo_ids),
    _operation("delete_album", album_id=_album_ids),
)
"""What changes anything else. Few of these orders fit an album; `ordered` makes one that does."""

TURNS: Final = st.integers(1, 3)
"""How many of an album's photos to put behind the others."""

SPOILS: Final = st.sampled_from(["", "", "", "leave one out", "name one twice"])


def ordered(photo_ids: tuple[str, ...], turn: int, spoil: str) -> list[str]:
    """An album's photos in another order, which something may be wrong with."""
    order = [*photo_ids[turn:], *photo_ids[:turn]]
    wrong = {"leave one out": order[1:], "name one twice": [*order, *order[:1]]}
    # No request names more than an album can hold.
    return wrong.get(spoil, order)[:MAX_ALBUM_PHOTOS] or [PHOTOS[0]]
