"""Take the red out of eyes that a flash has lit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from darkroom.errors import EyeOutsideError
from darkroom.imaging.geometry import Size
from darkroom.imaging.retouch.face import Face, Point
from darkroom.operations.base import Extent, Strength
from darkroom.operations.retouching import NO_FACE_FOUND, Retouched, RetouchOperation

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.retouch.pupil import Pupil

NO_RED_EYE_FOUND: Final = "no_red_eye_found"


class EyePoint(BaseModel):
    """Where an eye is in the upright photo: in pixels, or in fractions with a decimal point."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    x: Extent
    y: Extent

    def within(self, size: Size) -> Point:
        """The place as fractions of a photo of this size.

        Raises:
            EyeOutsideError: It is not in the photo.
        """
        x, y = (
            place if isinstance(place, float) else place / side
            for place, side in zip((self.x, self.y), size, strict=True)
        )
        if max(x, y) > 1:
            raise EyeOutsideError(
                f"The eye at {self.x}, {self.y} lies outside the photo, which is {size.width} x"
                f" {size.height} pixels; give a place that is inside it."
            )
        return Point(x, y)


class ReduceRedEye(RetouchOperation):
    """Red pupils go dark and neutral; reflections, the iris and everything else that is red stay.

    With `eyes`, red pupils are looked for at those places only, else wherever there are faces.
    """

    summary: ClassVar[str] = (
        "Makes pupils dark that a flash has made red, in the faces it finds or at the `eyes` it is"
        " given. Works on faces from about 40 pixels; the green eyes of animals stay as they are."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "reduce_red_eye"}

    operation: Literal["reduce_red_eye"] = "reduce_red_eye"
    strength: Strength = 1.0
    eyes: Annotated[tuple[EyePoint, ...], Field(min_length=1, max_length=100)] | None = None

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.pointed
        import darkroom.imaging.retouch.pupils
        import darkroom.imaging.retouch.red_eye  # noqa: F401 - children find them loaded

    @property
    def needs_faces(self) -> bool:
        """Not if somebody says where the eyes are."""
        return self.eyes is None

    def retouch(self, image: "Image", faces: Sequence[Face]) -> Retouched:
        """Correct those that are red.

        Raises:
            EyeOutsideError: One of the `eyes` is not in the photo.
        """
        from darkroom.imaging.retouch.red_eye import without_red_eye

        pupils = self._pupils(image, faces)
        missing = NO_RED_EYE_FOUND if faces or self.eyes else NO_FACE_FOUND
        seen = {"faces": len(faces)} if self.needs_faces else {}
        return Retouched(
            image=without_red_eye(image, pupils, self.strength),
            found=seen | {"eyes": len(pupils)},
            warnings=() if pupils else (missing,),
        )

    def _pupils(self, image: "Image", faces: Sequence[Face]) -> "tuple[Pupil, ...]":
        from darkroom.imaging.retouch.pointed import red_pupils_at
        from darkroom.imaging.retouch.pupils import find_red_pupils

        if self.eyes is None:
            return find_red_pupils(image, faces)
        size = Size(*image.size)
        return red_pupils_at(image, [eye.within(size) for eye in self.eyes])
