"""For each operation, everything that it may be asked to do."""

from typing import get_args

from hypothesis import strategies as st
from PIL import Image

from darkroom.operations import (
    Adjust,
    AutoEnhance,
    Blur,
    BlurFaces,
    Caption,
    Crop,
    Denoise,
    Flip,
    Frame,
    Recolor,
    ReduceRedEye,
    Resize,
    Rotate,
    Sharpen,
    SmoothSkin,
    Thumbnail,
    Upscale,
    Watermark,
    WhitenTeeth,
)
from darkroom.operations.base import BaseOperation
from darkroom.operations.lettering import Position
from darkroom.operations.reduce_red_eye import EyePoint
from tests.pictures import picture

_colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
_sides = st.integers(1, 90)
_factors = st.floats(0, 4)
_extents = st.integers(0, 40) | st.floats(0, 1)
_radii = st.floats(0, 500)
_positions = st.sampled_from(get_args(Position))
_strengths = st.floats(0, 1)
_eyes = st.builds(EyePoint, x=_extents, y=_extents)
# Composing takes U+0344 and U+FB2C apart, into two and three characters.
_texts = st.text("ab Zé,-\u0301\u0344\ufb2cאבجد٣ที่漢。한क्ष😀", max_size=30)

_boxes_in_pixels = st.builds(
    Crop, x=st.integers(0, 40), y=st.integers(0, 40), width=_sides, height=_sides
)
_boxes_in_fractions = st.builds(
    Crop,
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    width=st.floats(0.001, 1),
    height=st.floats(0.001, 1),
)
_aspects = st.builds(
    Crop,
    aspect=st.builds("{}:{}".format, _sides, _sides),
    gravity=st.sampled_from(["center", "top", "bottom", "left", "right"]),
)

_smart = st.builds(Crop, aspect=st.builds("{}:{}".format, _sides, _sides), gravity=st.just("smart"))
_resizes = (
    st.builds(
        Resize,
        width=_sides,
        height=_sides,
        fit=st.sampled_from(["contain", "cover", "fill"]),
        upscale=st.booleans(),
    )
    | st.builds(Resize, width=_sides)
    | st.builds(Resize, height=_sides)
)
_thumbnails = st.builds(Thumbnail, size=_sides, fit=st.sampled_from(["contain", "cover"]))
_flips = st.builds(Flip, axis=st.sampled_from(["horizontal", "vertical"]))

VIEWS: st.SearchStrategy[BaseOperation] = st.one_of(
    _boxes_in_pixels, _boxes_in_fractions, _aspects, _resizes, _thumbnails, _flips
)
"""What is geometry alone, whatever the photo shows."""

STRATEGIES: dict[type[BaseOperation], st.SearchStrategy[BaseOperation]] = {
    Crop: st.one_of(_boxes_in_pixels, _boxes_in_fractions, _aspects, _smart),
    Resize: _resizes,
    Thumbnail: _thumbnails,
    Rotate: st.builds(
        Rotate,
        degrees=st.floats(-360, 360) | st.sampled_from([0, 90, 180, 270, -90]),
        expand=st.booleans(),
        background=_colors,
    ),
    Flip: _flips,
    Adjust: st.builds(
        Adjust,
        brightness=_factors,
        contrast=_factors,
        saturation=_factors,
        hue=st.floats(-360, 360),
        gamma=st.floats(0.1, 10),
        temperature=st.floats(-1, 1),
    ),
    Recolor: st.one_of(
        st.builds(Recolor, style=st.sampled_from(["grayscale", "sepia"]), strength=st.floats(0, 1)),
        st.builds(Recolor, style=st.just("duotone"), colors=st.tuples(_colors, _colors)),
        st.builds(
            Recolor, style=st.just("tint"), colors=st.tuples(_colors), strength=st.floats(0, 1)
        ),
    ),
    AutoEnhance: st.builds(AutoEnhance, strength=st.floats(0, 1)),
    Sharpen: st.builds(Sharpen, amount=_factors, radius=_radii),
    Blur: st.builds(Blur, radius=_radii),
    Frame: st.builds(
        Frame,
        width=_extents,
        color=st.none() | _colors,
        style=st.sampled_from(["solid", "polaroid"]),
    )
    | st.builds(Frame, width=_extents, style=st.just("rounded")),
    Caption: st.builds(
        Caption,
        text=_texts.map("x".__add__),
        position=_positions,
        size=st.integers(1, 40) | st.floats(0.01, 1),
        color=_colors,
        outline=st.none() | _colors,
    ),
    Watermark: st.builds(
        Watermark,
        text=_texts.map("x".__add__),
        opacity=st.floats(0, 1),
        position=_positions,
        tile=st.booleans(),
    ),
    ReduceRedEye: st.builds(
        ReduceRedEye,
        strength=_strengths,
        eyes=st.none() | st.lists(_eyes, min_size=1, max_size=3).map(tuple),
    ),
    WhitenTeeth: st.builds(WhitenTeeth, strength=_strengths),
    SmoothSkin: st.builds(SmoothSkin, strength=_strengths),
    Denoise: st.builds(Denoise, strength=_strengths),
    Upscale: st.builds(Upscale, factor=st.sampled_from([2, 4])),
    BlurFaces: st.builds(BlurFaces, strength=_strengths),
}

OPERATION_STRATEGY = st.one_of(*STRATEGIES.values())

MODES = ("L", "RGB", "RGBA")

images: st.SearchStrategy[Image.Image] = st.builds(
    picture, st.integers(1, 60), st.integers(1, 60), st.sampled_from(MODES)
)
