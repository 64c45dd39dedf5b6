"""Make teeth whiter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from darkroom.imaging.retouch.face import Face
from darkroom.operations.base import Strength
from darkroom.operations.retouching import NO_FACE_FOUND, Retouched, RetouchOperation

if TYPE_CHECKING:
    from PIL.Image import Image

NO_TEETH_VISIBLE: Final = "no_teeth_visible"


class WhitenTeeth(RetouchOperation):
    """The yellow goes and the light comes up; texture stays, and so do gums and lips."""

    summary: ClassVar[str] = (
        "Whitens the teeth that a smile shows, and nothing else; a closed mouth stays as it is."
        " Works on faces from about 45 pixels that look at the camera or past it, in color."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "whiten_teeth", "strength": 0.5}

    operation: Literal["whiten_teeth"] = "whiten_teeth"
    strength: Strength = 0.5

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.teeth  # noqa: F401 - children find it loaded

    def retouch(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Whiten those that can be seen."""
        from darkroom.imaging.retouch.teeth import whiten

        whitened = whiten(image, faces, self.strength)
        missing = NO_TEETH_VISIBLE if faces else NO_FACE_FOUND
        return Retouched(
            image=whitened.image,
            found={"faces": len(faces), "smiles": whitened.faces},
            warnings=() if whitened.faces else (missing,),
        )
