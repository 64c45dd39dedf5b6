"""What works on colors, done to images of every mode."""

from collections.abc import Callable

from PIL import Image


def done_in_rgb(image: Image.Image, work: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """What `work`, which takes RGB and may answer another size, makes of an L, RGB or RGBA image.

    Transparency is kept, and scaled if need be; an image that stays as it is, is answered itself.
    """
    if image.mode == "RGB":
        return work(image)
    given = image.convert("RGB")
    result = work(given)
    if result is given:
        return image
    if image.mode == "L":
        return result.convert("L")
    alpha = image.getchannel("A")
    if result.size != image.size:
        alpha = alpha.resize(result.size, Image.Resampling.BICUBIC)
    result.putalpha(alpha)
    return result
