"""Faces drawn in code: plain, but with eyes and teeth that retouching takes for such."""

from PIL import Image, ImageDraw, ImageFilter

from darkroom.imaging.retouch.face import Area, Face, Point

SKIN, LIP, TEETH, IRIS, RED = (
    (205, 155, 128),
    (178, 74, 78),
    (226, 214, 178),
    (92, 110, 120),
    (196, 32, 36),
)
SIDE = 400
"""Of the photo; the face takes the middle half."""

DRAWN_FACE = Face(
    box=Area(0.25, 0.25, 0.75, 0.75),
    roll=0.0,
    eyes=(Point(0.40, 0.44), Point(0.60, 0.44)),
    mouth=Area(0.42, 0.6, 0.58, 0.68),
    score=0.9,
)
PUPILS = ((160.0, 176.0), (240.0, 176.0))
RADIUS = 6.0


def portrait(*, red: bool = False, teeth: bool = False, side: int = SIDE) -> Image.Image:
    """A face as `DRAWN_FACE` says, looking at the camera."""
    image = Image.new("RGB", (SIDE, SIDE), (96, 104, 112))
    draw = ImageDraw.Draw(image)
    draw.ellipse((100, 80, 300, 330), SKIN)
    for x, y in PUPILS:
        draw.ellipse((x - 22, y - 11, x + 22, y + 11), (222, 218, 214))
        draw.ellipse((x - 11, y - 11, x + 11, y + 11), IRIS)
        pupil = RED if red else (22, 20, 20)
        draw.ellipse((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS), pupil)
        draw.ellipse((x - 1, y - 4, x + 3, y), (250, 250, 250))
    draw.ellipse((165, 240, 235, 272), LIP)
    if teeth:
        draw.rounded_rectangle((174, 250, 226, 262), 5, TEETH)
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    return image if side == SIDE else image.resize((side, side), Image.Resampling.LANCZOS)
