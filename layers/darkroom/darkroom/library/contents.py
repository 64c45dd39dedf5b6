"""What is in a library, as much of it as an operation needs, and how that changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from darkroom.library.albums import Album
from darkroom.library.photos import LibraryPhoto, Original
from darkroom.library.rejections import NoSuchAlbumError, NoSuchPhotoError

PhotoOfJob = tuple[str, str]
"""A job's id, and the id of a photo of it."""


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What has to be loaded before an operation can be applied: rows that may or may not be there.

    Of photos that are `named` nothing is loaded, for all that matters is whether they are there: a
    photo is as large as its history. Of `originals`, those need not be that belong to a photo which
    is in the library already.
    """

    photo_ids: frozenset[str] = frozenset()
    named_photo_ids: frozenset[str] = frozenset()
    album_ids: frozenset[str] = frozenset()
    every_album: bool = False
    originals: frozenset[PhotoOfJob] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What an operation changes; nothing at all if the library is as it asks for already.

    `needs_render` says that its one photo looks different from now on, and not like its original.
    """

    photos: tuple[LibraryPhoto, ...] = ()
    albums: tuple[Album, ...] = ()
    deleted_photos: tuple[LibraryPhoto, ...] = ()
    deleted_albums: tuple[Album, ...] = ()
    needs_render: bool = False


@dataclass(frozen=True, kw_only=True)
class Library:
    """Photos and albums by id, and the finished photos of jobs that can be added.

    Photos that are `named` are there as well, but no more is known of them.
    """

    photos: Mapping[str, LibraryPhoto] = field(default_factory=dict)
    named_photo_ids: frozenset[str] = frozenset()
    albums: Mapping[str, Album] = field(default_factory=dict)
    originals: Mapping[PhotoOfJob, Original] = field(default_factory=dict)

    def photo(self, photo_id: str) -> LibraryPhoto:
        """A photo that has to be there.

        Raises:
            NoSuchPhotoError: It is not.
        """
        if photo_id not in self.photos:
            raise NoSuchPhotoError.named(photo_id)
        return self.photos[photo_id]

    def has_photo(self, photo_id: str) -> bool:
        """Whether a photo is there, whatever else is known of it."""
        return photo_id in self.photos or photo_id in self.named_photo_ids

    def check_photos(self, photo_ids: Iterable[str]) -> None:
        """Refuse to go on without photos that have to be there.

        Raises:
            NoSuchPhotoError: One of them is not.
        """
        for photo_id in photo_ids:
            if not self.has_photo(photo_id):
                raise NoSuchPhotoError.named(photo_id)

    def album(self, album_id: str) -> Album:
        """An album that has to be there.

        Raises:
            NoSuchAlbumError: It is not.
        """
        if album_id not in self.albums:
            raise NoSuchAlbumError
        return self.albums[album_id]

    def after(self, changes: Changes) -> "Library":
        """The library with these changes made."""
        photos = {**self.photos, **{each.photo_id: each for each in changes.photos}}
        albums = {**self.albums, **{each.album_id: each for each in changes.albums}}
        deleted = {photo.photo_id for photo in changes.deleted_photos}
        for photo_id in deleted:
            del photos[photo_id]
        for album in changes.deleted_albums:
            del albums[album.album_id]
        named = self.named_photo_ids - deleted
        return replace(self, photos=photos, albums=albums, named_photo_ids=named)
