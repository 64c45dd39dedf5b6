"""Uploads the photos of tests/photos, shows how they fare, and keeps what comes back.

It talks to the running service, or starts one for itself.
"""

import time
from collections.abc import Mapping
from pathlib import Path

from tools.client import Client, Json, extensions
from tools.contact_sheet import contact_sheet
from tools.service import running_service

ROOT = Path(__file__).parents[1]
PHOTOS = ROOT / "tests" / "photos"
RESULTS = ROOT / "demo-output"
OUTPUTS: list[Json] = [
    {
        "name": "thumbnail",
        "operations": [{"operation": "thumbnail", "size": 256, "fit": "cover"}],
        "format": "webp",
    },
    {
        "name": "sepia",
        "operations": [
            {"operation": "crop", "aspect": "4:3"},
            {"operation": "recolor", "style": "sepia"},
        ],
        "format": "jpeg",
    },
    {
        "name": "postcard",
        "operations": [
            {"operation": "crop", "aspect": "4:3", "gravity": "smart"},
            {"operation": "resize", "width": 480},
            {"operation": "auto_enhance"},
            {"operation": "caption", "text": "Greetings from the darkroom", "size": 0.08},
            {"operation": "frame", "style": "polaroid"},
        ],
        "format": "avif",
    },
]


def main() -> None:
    """Run the demonstration."""
    photos = sorted(path for path in PHOTOS.iterdir() if path.suffix in {".jpg", ".png"})
    with running_service() as url:
        client = Client.signed_in(url)
        job = client.open_job(OUTPUTS, photos)
        started = time.monotonic()
        for (_, form), photo in zip(client.upload_forms(job), photos, strict=True):
            client.upload(form, photo)
            print(f"  {photo.name:24} uploaded, {photo.stat().st_size / 1000:,.0f} kB", flush=True)
        _watch(client, job["job_id"], started)
        seconds = time.monotonic() - started
        rows = _save(client, job["job_id"])
    sheet = RESULTS / "contact-sheet.jpg"
    contact_sheet(rows).save(sheet, quality=90)
    print(
        f"{len(photos)} photos, {len(OUTPUTS)} outputs each: {len(photos) / seconds:.1f} photos/s"
    )
    print(f"The results are in {RESULTS}, all on one page in {sheet}")


def _watch(client: Client, job_id: str, started: float) -> None:
    states: dict[str, str] = {}
    for _ in client.progress(job_id):
        for photo in client.photos(job_id):
            if states.get(photo["name"]) != photo["state"]:
                states[photo["name"]] = photo["state"]
                print(_line(photo, time.monotonic() - started), flush=True)


def _line(photo: Json, seconds: float) -> str:
    reason = f": {photo['error']['message']}" if photo["error"] else ""
    return f"  {photo['name']:24} {photo['state']}{reason} ({seconds:.1f} s)"


def _save(client: Client, job_id: str) -> Mapping[str, list[Path]]:
    RESULTS.mkdir(exist_ok=True)
    rows: dict[str, list[Path]] = {}
    for photo in client.photos(job_id):
        stem = Path(photo["name"]).stem
        rows[photo["name"]] = [PHOTOS / photo["name"]]
        for output, extension in extensions(photo).items():
            file = RESULTS / f"{stem}-{output}{extension}"
            path = f"/v1/jobs/{job_id}/photos/{photo['photo_id']}/outputs/{output}"
            file.write_bytes(client.download(path))
            rows[photo["name"]].append(file)
    return rows


if __name__ == "__main__":
    main()
