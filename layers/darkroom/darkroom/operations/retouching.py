"""Operations on people, which are done to the photo as it was taken, before all others."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from darkroom.imaging.retouch.face import Face
from darkroom.operations.base import BaseOperation, Lane

if TYPE_CHECKING:
    from PIL.Image import Image

NO_FACE_FOUND = "no_face_found"


@dataclass(frozen=True, kw_only=True)
class Retouched:
    """What came of it: `image` is the one that was given where there was nothing to do."""

    image: "Image"
    found: Mapping[str, int] = field(default_factory=dict)
    """How many faces, eyes or sets of teeth there were to work on."""
    warnings: tuple[str, ...] = ()


class RetouchOperation(BaseOperation):
    """A subclass says what it does to a photo whose faces are known."""

    lane: ClassVar[Lane] = "slow"

    @property
    def needs_faces(self) -> bool:
        """Whether faces have to be looked for before it can be done."""
        return True

    @abstractmethod
    def retouch(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Do it to the upright photo (RGB), which stays as it is."""

    def retouched(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Do it to the upright photo, whatever its mode; without a face that is no error."""
        from darkroom.imaging.bands import done_in_rgb

        done = Retouched(image=image)

        def work(rgb: "Image") -> "Image":
            nonlocal done
            done = self.retouch(rgb, faces)
            return done.image

        result = done_in_rgb(image, work)
        return Retouched(image=result, found=done.found, warnings=done.warnings)

    def apply(self, image: "Image") -> "Image":
        """Do it to an image in which nobody has found a face."""
        return self.retouched(image, ()).image


def retouch(
    operations: Sequence[RetouchOperation],
    image: "Image",
    faces: Sequence[Face],
    kept: "Image | None",
) -> Retouched:
    """Do all of them to the upright photo, letting go of every image on the way but `kept`.

    Raises:
        PhotoError: One of them cannot be done.
    """
    found: dict[str, int] = {}
    warnings: list[str] = []
    for operation in operations:
        before, done = image, operation.retouched(image, faces)
        image = done.image
        if image is not before and before is not kept:
            before.close()
        found |= done.found
        warnings += (code for code in done.warnings if code not in warnings)
    if image is kept:
        image = image.copy()
    return Retouched(image=image, found=found, warnings=tuple(warnings))
