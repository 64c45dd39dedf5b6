"""Albums: photos of a library in an order of their own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Self

from darkroom.library.acceptance import Acceptance
from darkroom.library.rejections import AlbumFullError, NotInAlbumError, OrderMismatchError
from darkroom.library.rows import Row

MAX_ALBUM_PHOTOS: Final = 1000


class Album(Row):
    """An album; its photos are in order, each once. A `cover` is one of them, or not chosen."""

    album_id: str
    name: str
    photo_ids: tuple[str, ...] = ()
    cover: str | None = None
    created_at: datetime
    changed_at: datetime

    @property
    def shown_cover(self) -> str | None:
        """The cover that was chosen, else the first photo; None for an empty album."""
        return self.cover or next(iter(self.photo_ids), None)

    def missing(self, photo_ids: Iterable[str]) -> tuple[str, ...]:
        """Those of these photos that are not in it, each once."""
        here = set(self.photo_ids)
        return tuple(each for each in dict.fromkeys(photo_ids) if each not in here)

    def with_photos(self, photo_ids: Iterable[str], by: Acceptance) -> Self:
        """With more photos at its end; itself if it has them all.

        Raises:
            AlbumFullError: It would have more than it can.
        """
        added = self.missing(photo_ids)
        if not added:
            return self
        count = len(self.photo_ids) + len(added)
        if count > MAX_ALBUM_PHOTOS:
            raise AlbumFullError(
                f"The album would have {count} photos, and may have {MAX_ALBUM_PHOTOS}; remove some"
                " first, or start another album."
            )
        return self._changed(by, photo_ids=(*self.photo_ids, *added))

    def without(self, photo_ids: Iterable[str], by: Acceptance) -> Self:
        """Without these photos; itself if it has none of them."""
        removed = set(photo_ids)
        left = tuple(each for each in self.photo_ids if each not in removed)
        if left == self.photo_ids:
            return self
        return self._changed(
            by, photo_ids=left, cover=None if self.cover in removed else self.cover
        )

    def in_order(self, photo_ids: tuple[str, ...], by: Acceptance) -> Self:
        """With its photos in this order.

        Raises:
            OrderMismatchError: They are not its photos, each once.
        """
        if sorted(photo_ids) != sorted(self.photo_ids):
            raise OrderMismatchError
        return self._changed(by, photo_ids=photo_ids)

    def with_cover(self, photo_id: str, by: Acceptance) -> Self:
        """With one of its photos chosen to stand for it.

        Raises:
            NotInAlbumError: It is not one of its photos.
        """
        if photo_id not in self.photo_ids:
            raise NotInAlbumError
        return self._changed(by, cover=photo_id)

    def renamed(self, name: str, by: Acceptance) -> Self:
        """Under another name."""
        return self._changed(by, name=name)

    def _changed(self, by: Acceptance, **values: object) -> Self:
        return self.model_copy(update={**values, "changed_at": by.accepted_at})
