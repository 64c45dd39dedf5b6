"""Make skin smoother."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.imaging.retouch.face import Face
from darkroom.operations.base import Strength
from darkroom.operations.retouching import NO_FACE_FOUND, Retouched, RetouchOperation

if TYPE_CHECKING:
    from PIL.Image import Image


class SmoothSkin(RetouchOperation):
    """Of every face: blotches and small shadows go, pores, eyes, lips and edges stay."""

    summary: ClassVar[str] = (
        "Evens out the skin of every face that is found, and leaves its texture, eyes, lips and"
        " hair. Works on faces from about 40 pixels; scars, freckles and wrinkles only fade."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "smooth_skin", "strength": 0.5}

    operation: Literal["smooth_skin"] = "smooth_skin"
    strength: Strength = 0.5

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.skin  # noqa: F401 - children find it loaded

    def retouch(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Smooth it on every face."""
        from darkroom.imaging.retouch.skin import smooth_skin

        return Retouched(
            image=smooth_skin(image, faces, self.strength),
            found={"faces": len(faces)},
            warnings=() if faces else (NO_FACE_FOUND,),
        )
