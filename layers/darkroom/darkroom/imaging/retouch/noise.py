"""Less noise, in colour above all."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels, levels
from darkroom.imaging.retouch.strips import by_strips

_OVERLAP = 24

_SAMPLE_SIDE = 1024
_LAPLACIAN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""Blind to what changes evenly across an edge (Immerkaer 1996); noise passes it six times."""
_GAIN = 6.0
_QUIET = 30
"""The percentile of local noise that is taken: the busier parts of a photo are detail."""
_BLOCK = 16
_BLACK, _BURNT = 8, 247

_MOST_NOISE = 25.0
_NOTHING = 0.4
"""Levels of noise that nobody sees."""
_LUMA, _COLOR = 1.1, 2.0
"""How alike two patches have to be, in deviations of the noise, to be averaged: colour is coarse
to the eye and may be averaged more."""

_LARGE = 16_000_000
_SEARCH, _SEARCH_IF_LARGE, _PATCH = 13, 9, 5
"""Pixels a side: where like patches are looked for. Time grows with its square."""


class Noise(NamedTuple):
    """Deviations in levels: of luma, and of the noisier colour at half the size."""

    luma: float
    color: float


def denoise(image: Image.Image, strength: float) -> Image.Image:
    """Average like with like (non-local means, RGB), as far as the photo is noisy.

    The noise is measured, so that strength 1 suits any photo and leaves a clean one alone.
    """
    noise = noise_of(image)
    if not strength or max(noise) < _NOTHING or min(image.size) <= _PATCH:
        return image
    is_large = image.width * image.height > _LARGE
    search = _SEARCH_IF_LARGE if is_large else _SEARCH
    meant = Noise(*(strength * min(one, _MOST_NOISE) for one in noise))

    def work(pixels: Pixels) -> Pixels:
        return _denoised(pixels, meant, search)

    return by_strips(image, _OVERLAP, 1, work)


def noise_of(image: Image.Image) -> Noise:
    """The noise in the quieter parts of the middle of a photo (RGB)."""
    side = min(_SAMPLE_SIDE, *image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    sample = np.asarray(image.crop((left, top, left + side, top + side)))
    luma, *colors = cv2.split(cv2.cvtColor(sample, cv2.COLOR_RGB2YCrCb))
    return Noise(_deviation(luma), max(_deviation(_half(color)) for color in colors))


def _deviation(band: Pixels) -> float:
    band = band.astype(np.float32)
    wiggles = abs(cv2.filter2D(band, -1, _LAPLACIAN)) * np.sqrt(np.pi / 2) / _GAIN
    blocks = max(band.shape[0] // _BLOCK, 1)
    local, means = (
        cv2.resize(one, (blocks, blocks), interpolation=cv2.INTER_AREA) for one in (wiggles, band)
    )
    is_lit = (means > _BLACK) & (means < _BURNT)
    return float(np.percentile(local[is_lit], _QUIET)) if is_lit.any() else 0.0


def _half(band: Pixels) -> Pixels:
    height, width = band.shape
    size = (max(width // 2, 1), max(height // 2, 1))
    return cv2.resize(band, size, interpolation=cv2.INTER_AREA)


def _denoised(pixels: Pixels, noise: Noise, search: int) -> Pixels:
    luma, *colors = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    if noise.luma > _NOTHING / 2:
        luma = cv2.fastNlMeansDenoising(luma, None, _LUMA * noise.luma, _PATCH, search)
    quiet = [_quiet_color(color, noise.color, search) for color in colors]
    return cv2.cvtColor(cv2.merge([luma, *quiet]), cv2.COLOR_YCrCb2RGB)


def _quiet_color(color: Pixels, noise: float, search: int) -> Pixels:
    """Coarse noise averaged at half the size, where it takes a quarter of the time; then fine."""
    small = _half(color)
    quiet = cv2.fastNlMeansDenoising(small, None, _COLOR * noise, _PATCH, search)
    size = (color.shape[1], color.shape[0])
    change: Numbers = cv2.resize(quiet.astype(np.float32) - small, size)
    soft = cv2.bilateralFilter(color, 5, 6 * noise, 2)
    return levels(soft + change)
