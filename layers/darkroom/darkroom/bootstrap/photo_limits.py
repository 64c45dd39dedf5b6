"""What a photo may cost, as the settings of a function that renders say it."""

from darkroom.imaging.limits import Limits
from darkroom.settings import ProcessPhotoSettings, RetouchPhotoSettings


def limits_of(settings: ProcessPhotoSettings | RetouchPhotoSettings) -> Limits:
    """The limits of the child that renders one photo."""
    return Limits(
        max_bytes=settings.max_photo_bytes,
        max_pixels=settings.max_photo_pixels,
        max_memory_bytes=settings.photo_memory_mb * 1024 * 1024,
        max_cpu_seconds=settings.photo_cpu_seconds,
        max_wall_seconds=settings.photo_wall_seconds,
    )
