"""Which kinds of file we read and write."""

from enum import StrEnum


class PhotoFormat(StrEnum):
    """A kind of file that we read; some of them we write as well."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    AVIF = "avif"
    TIFF = "tiff"
    GIF = "gif"

    @property
    def written(self) -> "PhotoFormat":
        """What a photo of this kind is written as when nobody asks for another one."""
        return _WRITTEN.get(self, self)

    @property
    def content_type(self) -> str:
        """Its media type."""
        return f"image/{self.value}"

    @property
    def extension(self) -> str:
        """What its file names end in, without the dot."""
        return "jpg" if self is PhotoFormat.JPEG else self.value

    @property
    def max_side(self) -> int:
        """The longest side that can be written in it."""
        return _MAX_SIDES[self]

    @property
    def keeps_alpha(self) -> bool:
        """Whether it can be transparent."""
        return self is not PhotoFormat.JPEG

    @property
    def needs_threads(self) -> bool:
        """Whether it cannot be decoded in a single thread: libde265 starts one, come what may."""
        return self is PhotoFormat.HEIC


# Few programs open a HEIC; a PNG loses nothing of a TIFF or a GIF, transparency included.
_WRITTEN = {
    PhotoFormat.HEIC: PhotoFormat.JPEG,
    PhotoFormat.TIFF: PhotoFormat.PNG,
    PhotoFormat.GIF: PhotoFormat.PNG,
}

_MAX_SIDES = {
    PhotoFormat.JPEG: 65_500,
    PhotoFormat.PNG: 1 << 30,
    PhotoFormat.WEBP: 16_383,
    PhotoFormat.AVIF: 32_768,
}
