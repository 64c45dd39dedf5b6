"""Operations that only choose and move pixels."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from darkroom.imaging.geometry import Size, View
from darkroom.operations.base import BaseOperation

if TYPE_CHECKING:
    from PIL.Image import Image


class GeometricOperation(BaseOperation):
    """An operation that is a view; a subclass says which."""

    @abstractmethod
    def view(self, size: Size) -> View:
        """What is taken of an image of this size, at what size, and which way up."""

    def apply(self, image: "Image") -> "Image":
        """Do it to this image by itself; the planner does several views in one go."""
        from darkroom.imaging.resample import take, turn

        view = self.view(Size(*image.size))
        return turn(take(image, view.box, view.size), view.turn)
