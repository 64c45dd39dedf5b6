"""All results on one page: a row a photo, a column an output."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

CELL = 220
MARGIN = 16
CAPTION = 20
PAPER = "white"
INK = "#333333"


def contact_sheet(rows: Mapping[str, Sequence[Path]]) -> Image.Image:
    """Lay each row's pictures out beside each other, over their names."""
    columns = max(len(pictures) for pictures in rows.values())
    step_x, step_y = CELL + MARGIN, CELL + CAPTION + MARGIN
    sheet = Image.new("RGB", (MARGIN + columns * step_x, MARGIN + len(rows) * step_y), PAPER)
    pen = ImageDraw.Draw(sheet)
    for row, pictures in enumerate(rows.values()):
        for column, picture in enumerate(pictures):
            left, top = MARGIN + column * step_x, MARGIN + row * step_y
            with Image.open(picture) as image:
                sheet.paste(
                    ImageOps.pad(image.convert("RGB"), (CELL, CELL), color=PAPER), (left, top)
                )
            pen.text((left, top + CELL + 4), picture.name, fill=INK)
    return sheet
