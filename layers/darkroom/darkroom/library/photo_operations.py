"""Changes to photos: edits, their history, names; photos that enter the library and leave it."""

from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from darkroom.file_names import MAX_NAME_BYTES, showable
from darkroom.library.acceptance import Acceptance, id_after
from darkroom.library.contents import Changes, Library, Touched
from darkroom.library.photos import MAX_OPERATIONS, LibraryPhoto
from darkroom.library.rejections import NoSuchOriginalError
from darkroom.library.user_operation import KEPT, BaseUserOperation, Id
from darkroom.operations import Operation


def _checked_name(name: str, info: ValidationInfo) -> str:
    """What a file may be called by as well, for the photo is downloaded under this name."""
    if info.context == KEPT:
        return name
    name = showable(name).strip()
    if not name:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    if len(name.encode()) > MAX_NAME_BYTES:
        raise PydanticKnownError("bytes_too_long", {"max_length": MAX_NAME_BYTES})
    if {"/", "\\"} & {*name} or not name.strip("."):
        raise PydanticCustomError(
            "photo_name", "Write a name without slashes, and not of dots alone"
        )
    return name


PhotoName = Annotated[
    str,
    AfterValidator(_checked_name),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_NAME_BYTES,
            "description": f"Up to {MAX_NAME_BYTES} bytes in UTF-8 without slashes.",
        }
    ),
]


class _PhotoOperation(BaseUserOperation):
    photo_id: Id

    def touches(self) -> Touched:
        """The photo."""
        return Touched(photo_ids=frozenset({self.photo_id}))


class _Edit(_PhotoOperation):
    """Anything that gives a photo another look."""

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Show the photo differently."""
        photo = self.edit(library.photo(self.photo_id), by)
        return Changes(photos=(photo,), needs_render=bool(photo.operations))

    @abstractmethod
    def edit(self, photo: LibraryPhoto, by: Acceptance) -> LibraryPhoto:
        """The photo as it is from now on."""


class ApplyEdit(_Edit):
    """Do more to a photo, behind what was done to it before."""

    operation: Literal["apply_edit"] = "apply_edit"
    operations: Annotated[tuple[Operation, ...], Field(min_length=1, max_length=MAX_OPERATIONS)]

    def edit(self, photo: LibraryPhoto, by: Acceptance) -> LibraryPhoto:
        """With more operations."""
        return photo.edited(self.operations, by)


class Undo(_Edit):
    """Take back the photo's last change."""

    operation: Literal["undo"] = "undo"

    def edit(self, photo: LibraryPhoto, by: Acceptance) -> LibraryPhoto:
        """As it was before."""
        return photo.undone(by)


class Redo(_Edit):
    """Take back an undo."""

    operation: Literal["redo"] = "redo"

    def edit(self, photo: LibraryPhoto, by: Acceptance) -> LibraryPhoto:
        """As it was before the undo."""
        return photo.redone(by)


class Revert(_Edit):
    """Show the photo as it was uploaded; that can be undone."""

    operation: Literal["revert"] = "revert"

    def edit(self, photo: LibraryPhoto, by: Acceptance) -> LibraryPhoto:
        """As it was uploaded."""
        return photo.reverted(by)


class RenamePhoto(_PhotoOperation):
    """Call a photo something else."""

    operation: Literal["rename_photo"] = "rename_photo"
    name: PhotoName

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Rename it."""
        return Changes(photos=(library.photo(self.photo_id).renamed(self.name, by),))


class DeletePhoto(_PhotoOperation):
    """Remove a photo from the library and from every album."""

    operation: Literal["delete_photo"] = "delete_photo"

    def touches(self) -> Touched:
        """The photo, and every album: it may be in any of them."""
        return Touched(photo_ids=frozenset({self.photo_id}), every_album=True)

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Remove it."""
        photo = library.photo(self.photo_id)
        holding = (album for album in library.albums.values() if photo.photo_id in album.photo_ids)
        albums = tuple(album.without((photo.photo_id,), by) for album in holding)
        return Changes(deleted_photos=(photo,), albums=albums)


class AddPhoto(_PhotoOperation):
    """Take a finished photo of a job into the library; nothing changes if it is there already."""

    operation: Literal["add_photo"] = "add_photo"
    job_id: Id

    def touches(self) -> Touched:
        """What the photo was in its job, and whether it is there already."""
        originals = frozenset({(self.job_id, self.photo_id)})
        return Touched(named_photo_ids=frozenset({self.photo_id}), originals=originals)

    def apply(self, library: Library, by: Acceptance) -> Changes:
        """Add it as it was uploaded."""
        if library.has_photo(self.photo_id):
            return Changes()
        original = library.originals.get((self.job_id, self.photo_id))
        if original is None:
            raise NoSuchOriginalError
        photo = LibraryPhoto(
            photo_id=self.photo_id,
            job_id=library_job_id(by.operation_id),
            name=original.name,
            original=original,
            version=by.sequence,
            added_at=by.accepted_at,
            changed_at=by.accepted_at,
        )
        return Changes(photos=(photo,))


def library_job_id(operation_id: str) -> str:
    """The job in which versions of a photo are rendered that this operation added."""
    return id_after(operation_id, "lib")
