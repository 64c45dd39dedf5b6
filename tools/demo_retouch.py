"""Faces before and after retouching, and what was found in them, on one page.

Photos are those of tests/photos, or of the folders named on the command line.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from darkroom.imaging.retouch.face import Face
from darkroom.imaging.retouch.faces import find_faces
from darkroom.imaging.retouch.marks import with_marks
from darkroom.imaging.retouch.pupils import find_red_pupils
from darkroom.imaging.retouch.red_eye import without_red_eye
from darkroom.imaging.retouch.teeth import whiten
from darkroom.imaging.vision import load_vision

ROOT = Path(__file__).parents[1]
PHOTOS = ROOT / "tests" / "photos"
SHEET = ROOT / "demo-output" / "retouch.jpg"
COLUMNS = ("before", "found", "after")
CELL, MARGIN, CAPTION = 420, 16, 20
ROOM = 0.35
"""How much of a head's size is shown around it."""
TEETH = "#76ff03"
CHANGED = 6
"""The levels from which a pixel counts as whitened."""


def main() -> None:
    """Retouch every photo that shows a face and write the page."""
    load_vision()
    rows = [row for photo in _photos() for row in _row(photo)]
    if not rows:
        sys.exit("None of these photos shows a face or a red eye.")
    SHEET.parent.mkdir(exist_ok=True)
    _page(rows).save(SHEET, quality=92)
    print(f"{len(rows)} photos with faces are in {SHEET}")


def _photos() -> Iterator[Path]:
    for folder in [Path(argument) for argument in sys.argv[1:]] or [PHOTOS]:
        files = sorted(folder.rglob("*"))
        yield from (file for file in files if file.suffix.lower() in {".jpg", ".jpeg", ".png"})


def _row(path: Path) -> Iterator[tuple[str, Sequence[Image.Image]]]:
    """The three pictures of a photo; none if it shows nobody, or is no photo."""
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as opened:
            photo = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return
    faces = find_faces(photo)
    # A very close portrait has eyes and no whole face.
    pupils = find_red_pupils(photo, faces)
    if not faces and not pupils:
        return
    corrected = without_red_eye(photo, pupils, 1.0)
    whitened = whiten(corrected, faces, 1.0)
    marked = _with_teeth(with_marks(photo, faces, pupils), corrected, whitened.image)
    after = whiten(corrected, faces, 0.5).image
    part = _around(faces, photo) if faces else (0, 0, *photo.size)
    print(f"{path.name}: {len(faces)} faces, {len(pupils)} red pupils, {whitened.faces} smiles")
    yield path.name, [image.crop(part) for image in (photo, marked, after)]


def _with_teeth(marked: Image.Image, before: Image.Image, after: Image.Image) -> Image.Image:
    """The outline of what whitening changed, drawn on a photo."""
    change = ImageChops.difference(before, after).convert("L")
    teeth = change.point(lambda level: 255 if level >= CHANGED else 0)
    outline = ImageChops.subtract(teeth.filter(ImageFilter.MaxFilter(3)), teeth)
    marked.paste(TEETH, mask=outline)
    return marked


def _around(faces: Sequence[Face], photo: Image.Image) -> tuple[int, int, int, int]:
    """The part of a photo with all of its faces and some room."""
    boxes = [face.box for face in faces]
    width, height = photo.size
    room = max(box.right - box.left for box in boxes) * width * ROOM
    left = min(box.left for box in boxes) * width - room
    top = min(box.top for box in boxes) * height - room
    right = max(box.right for box in boxes) * width + room
    bottom = max(box.bottom for box in boxes) * height + room
    return (
        max(round(left), 0),
        max(round(top), 0),
        min(round(right), width),
        min(round(bottom), height),
    )


def _page(rows: Sequence[tuple[str, Sequence[Image.Image]]]) -> Image.Image:
    step_x, step_y = CELL + MARGIN, CELL + CAPTION + MARGIN
    page = Image.new("RGB", (MARGIN + len(COLUMNS) * step_x, MARGIN + len(rows) * step_y), "white")
    pen = ImageDraw.Draw(page)
    for row, (name, pictures) in enumerate(rows):
        for column, picture in enumerate(pictures):
            left, top = MARGIN + column * step_x, MARGIN + row * step_y
            page.paste(ImageOps.pad(picture, (CELL, CELL), color="white"), (left, top))
            pen.text((left, top + CELL + 4), f"{name}, {COLUMNS[column]}", fill="#333333")
    return page


if __name__ == "__main__":
    main()
