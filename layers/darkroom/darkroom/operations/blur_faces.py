"""Make people unrecognizable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.imaging.retouch.face import Face
from darkroom.operations.base import Strength
from darkroom.operations.retouching import NO_FACE_FOUND, Retouched, RetouchOperation

if TYPE_CHECKING:
    from PIL.Image import Image


class BlurFaces(RetouchOperation):
    """Each head, with hair and chin; nothing of what was there can be brought back.

    Below full strength it shines through, though.
    """

    summary: ClassVar[str] = (
        "Blurs every face that is found beyond recognition. Faces in profile, covered, turned"
        " upside down or smaller than about 40 pixels may be missed: look before you publish."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "blur_faces"}

    operation: Literal["blur_faces"] = "blur_faces"
    strength: Strength = 1.0

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.face_blur  # noqa: F401 - children find it loaded

    def retouch(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Blur them all."""
        from PIL.Image import blend

        from darkroom.imaging.retouch.face_blur import blur_faces

        blurred = blur_faces(image, faces) if self.strength else image
        return Retouched(
            image=blurred if self.strength in {0, 1} else blend(image, blurred, self.strength),
            found={"faces": len(faces)},
            warnings=() if faces else (NO_FACE_FOUND,),
        )
