"""Changes to albums."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticKnownError

from darkroom.file_names import showable
from darkroom.library.acceptance import Acceptance, id_after
from darkroom.library.albums import MAX_ALBUM_PHOTOS, Album
from darkroom.library.contents import Changes, Library, Touched
from darkroom.library.rejections import (
    AlbumExistsError,
    PhotoInTooManyAlbumsError,
    TooManyAlbumsError,
)
from darkroom.library.user_operation import AlbumId, BaseUserOperation, Id

MAX_ALBUMS: Final = 100
MAX_ALBUMS_OF_A_PHOTO: Final = 50
"""Deleting a photo changes all of them in one transaction, which takes 100 rows."""

_MAX_NAME: Final = 100
_MAX_PHOTOS_AT_ONCE: Final = 100


def _checked_name(name: str) -> str:
    name = showable(name).strip()
    if not name:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    if len(name) > _MAX_NAME:
        raise PydanticKnownError("string_too_long", {"max_length": _MAX_NAME})
    return name


AlbumName = Annotated[
    str,
    AfterValidator(_checked_name),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _MAX_NAME}),
]
SomePhotos = Annotated[tuple[Id, ...], Field(min_length=1, max_length=_MAX_PHOTOS_AT_ONCE)]


class CreateAlbum(BaseUserOperation):
    """Start an album. Choose its `album_id` to name it in later operations of the same request."""

    operation: Literal["create_album"] = "create_album"
    name: AlbumName
    album_id: AlbumId | None = None

    def named_after(self, operation_id: str) -> Self:
        """With the id that the album gets if the client has not chosen one."""
        return self.model_copy(update={"album_id": self._album_id(operation_id)})

    def touches(self) -> Touched:
        """Every album: there are only so many."""
        return Touched(every_album=True)

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Start it.

        Raises:
            RejectedOperationError: There is one of this id, or there are too many.
        """
        album_id = self._album_id(by.operation_id)
        if album_id in library.albums:
            raise AlbumExistsError
        if len(library.albums) >= MAX_ALBUMS:
            raise TooManyAlbumsError(
                f"There are {MAX_ALBUMS} albums, which is as many as there can be; delete one"
                " first."
            )
        at = by.accepted_at
        album = Album(album_id=album_id, name=self.name, created_at=at, changed_at=at)
        return Changes(albums=(album,))

    def _album_id(self, operation_id: str) -> str:
        return self.album_id or id_after(operation_id, "alb")


class _AlbumOperation(BaseUserOperation):
    album_id: Id

    def touches(self) -> Touched:
        """The album."""
        return Touched(album_ids=frozenset({self.album_id}))


class _AlbumChange(_AlbumOperation):
    """Anything that an album alone can tell how to do."""

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Change the album."""
        album = library.album(self.album_id)
        changed = self.change(album, by)
        return Changes() if changed is album else Changes(albums=(changed,))

    @abstractmethod
    def change(self, album: Album, by: Acceptance) -> Album:
        """The album as it is from now on; itself if it is so already."""


class RenameAlbum(_AlbumChange):
    """Call an album something else."""

    operation: Literal["rename_album"] = "rename_album"
    name: AlbumName

    def change(self, album: Album, by: Acceptance) -> Album:
        """Under another name."""
        return album.renamed(self.name, by)


class RemoveFromAlbum(_AlbumChange):
    """Take photos out of an album; those that are not in it are left alone."""

    operation: Literal["remove_from_album"] = "remove_from_album"
    photo_ids: SomePhotos

    def change(self, album: Album, by: Acceptance) -> Album:
        """Without them."""
        return album.without(self.photo_ids, by)


class ReorderAlbum(_AlbumChange):
    """Put all photos of an album in another order."""

    operation: Literal["reorder_album"] = "reorder_album"
    photo_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MAX_ALBUM_PHOTOS)]

    def change(self, album: Album, by: Acceptance) -> Album:
        """In this order."""
        return album.in_order(self.photo_ids, by)


class SetCover(_AlbumChange):
    """Choose the photo of an album that stands for it."""

    operation: Literal["set_cover"] = "set_cover"
    photo_id: Id

    def change(self, album: Album, by: Acceptance) -> Album:
        """With this cover."""
        return album.with_cover(self.photo_id, by)


class AddToAlbum(_AlbumOperation):
    """Put photos at the end of an album; those that are in it already stay where they are."""

    operation: Literal["add_to_album"] = "add_to_album"
    photo_ids: SomePhotos

    def touches(self) -> Touched:
        """Every album, for a photo is in only so many; and whether the photos are there."""
        return Touched(named_photo_ids=frozenset(self.photo_ids), every_album=True)

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Add those that are not there yet.

        Raises:
            RejectedOperationError: Something is missing, or there is no room; none was added.
        """
        album = library.album(self.album_id)
        library.check_photos(self.photo_ids)
        grown = album.with_photos(self.photo_ids, by)
        _check_room(library, album.missing(self.photo_ids))
        return Changes() if grown is album else Changes(albums=(grown,))


class DeleteAlbum(_AlbumOperation):
    """Delete an album; its photos stay in the library."""

    operation: Literal["delete_album"] = "delete_album"

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Delete it."""
        del by
        return Changes(deleted_albums=(library.album(self.album_id),))


def _check_room(library: Library, photo_ids: Iterable[str]) -> None:
    """Refuse to put photos in more albums than a photo can be in."""
    memberships = Counter(chain.from_iterable(each.photo_ids for each in library.albums.values()))
    for photo_id in photo_ids:
        if memberships[photo_id] >= MAX_ALBUMS_OF_A_PHOTO:
            raise PhotoInTooManyAlbumsError(
                f"The photo {photo_id} is in {MAX_ALBUMS_OF_A_PHOTO} albums, which is as many as it"
                " can be; remove it from one first."
            )
