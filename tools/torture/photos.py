"""Photos small enough for hundreds, and outputs of both lanes to be made of them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

from PIL import Image

from tools.client import Client, Json

PHOTOS = Path(__file__).parents[2] / "tests" / "photos"
SIDE = 360
UPLOADS_AT_ONCE = 4
OUTPUTS: list[Json] = [
    {"name": "thumb", "operations": [{"operation": "thumbnail", "size": 128}], "format": "jpeg"},
    {
        "name": "large",
        "operations": [
            {"operation": "resize", "width": 120},
            {"operation": "upscale", "factor": 2},
        ],
        "format": "webp",
    },
]

Pixels = tuple[tuple[int, int], str]
Results = Mapping[str, Pixels]
"""What each output of a photo shows, by its name."""


def small_photos(folder: Path, count: int) -> list[Path]:
    """As many photos, of a few different ones."""
    made = []
    for path in sorted(PHOTOS.glob("*.[jp][pn]g")):
        image = Image.open(path)
        image.thumbnail((SIDE, SIDE))
        made.append(folder / path.name)
        image.save(made[-1])
    return list(islice(cycle(made), count))


def upload_all(client: Client, job: Json, photos: Sequence[Path]) -> None:
    """Send every photo of a job, a few at a time."""
    forms = [form for _, form in client.upload_forms(job)]
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as uploads:
        list(uploads.map(client.upload, forms, photos))


def results(client: Client, job_id: str) -> list[tuple[str, Results]]:
    """What became of each photo of a job: its name, and what its outputs show."""
    return [
        (
            photo["name"],
            {
                output["name"]: _pixels(client.download(output["url"]))
                for output in photo["outputs"]
                if output["state"] == "done"
            },
        )
        for photo in client.photos(job_id)
    ]


def _pixels(body: bytes) -> Pixels:
    image = Image.open(BytesIO(body))
    return image.size, sha256(image.convert("RGB").tobytes()).hexdigest()
