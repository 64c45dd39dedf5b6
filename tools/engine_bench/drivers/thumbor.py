"""thumbor's Pillow engine and filters, as a request runs them but for fetching, storing and HTTP.

One request makes one output, so several outputs of a photo are several requests.
"""

import asyncio
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import PIL
from thumbor.config import Config
from thumbor.context import Context, RequestParameters
from thumbor.filters import PHASE_POST_TRANSFORM
from thumbor.importer import Importer

from tools.engine_bench.drivers.protocol import Work, serve
from tools.engine_bench.jobs import QUALITY, Pixels, screen_size, thumbnail_size

# It takes whole steps of a per cent.
BRIGHTER = "brightness(20)"

Change = Callable[[Context, Pixels], None]


def _resized(wanted: Callable[[Pixels], Pixels]) -> Change:
    def change(context: Context, size: Pixels) -> None:
        context.modules.engine.resize(*wanted(size))

    return change


def _brighter(context: Context, _: Pixels) -> None:
    filters = context.filters_factory.create_instances(context, BRIGHTER)
    EVENTS.run_until_complete(filters.apply_filters(PHASE_POST_TRANSFORM))


def _requests(changes: Sequence[Change]) -> Work:
    def work(photo: bytes, size: Pixels) -> list[bytes]:
        return [_request(photo, size, change) for change in changes]

    return work


def _request(photo: bytes, size: Pixels, change: Change) -> bytes:
    engine: Any = CONTEXT.modules.engine
    engine.load(photo, None)
    change(CONTEXT, size)
    return bytes(engine.read(".jpg", QUALITY))


def _context() -> Context:
    # The loader that loads nothing here: that of HTTP asks for pycurl.
    config = Config(QUALITY=QUALITY, LOADER="thumbor.loaders.file_loader")
    importer = Importer(config)
    importer.import_modules()
    context = Context(config=config, importer=importer)
    context.request = RequestParameters()
    return context


CONTEXT = _context()
EVENTS = asyncio.new_event_loop()

if __name__ == "__main__":
    thumbnail, screen = _resized(thumbnail_size), _resized(screen_size)
    serve(
        {
            "thumbnail": _requests([thumbnail]),
            "resize": _requests([screen]),
            "brightness": _requests([_brighter]),
            "pair": _requests([thumbnail, screen]),
        },
        {
            "Python": platform.python_version(),
            "thumbor": version("thumbor"),
            "Pillow": PIL.__version__,
        },
    )
