"""The engines that are compared, how each is driven, and where it is installed."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers"
"""Where `make bench-peers` installs them; git does not look there."""

_DRIVERS = "tools.engine_bench.drivers"


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One engine."""

    name: str
    title: str
    command: tuple[str, ...]
    """Starts its driver."""
    bare: tuple[str, ...]
    """Starts its interpreter alone, which says a line and waits."""
    needs: Path
    how: str

    @property
    def is_installed(self) -> bool:
        """Whether there is anything to start."""
        return shutil.which(self.command[0]) is not None and self.needs.exists()


def _in_python(name: str, title: str, python: Path, module: str, how: str) -> Contestant:
    return Contestant(
        name=name,
        title=title,
        command=(str(python), "-m", f"{_DRIVERS}.{module}"),
        bare=(str(python), "-c", "print(flush=True); input()"),
        needs=python,
        how=how,
    )


_OWN = Path(sys.executable)
_PYTHON = PEERS / "python" / "bin" / "python"
_THUMBOR = PEERS / "thumbor" / "bin" / "python"
_NODE = PEERS / "node"

DARKROOM = _in_python(
    "darkroom",
    "Darkroom",
    _OWN,
    "darkroom_engine",
    "`render`, with every check of the photo, without the sandbox (which is measured by itself)."
    " It writes no metadata and converts every profile to sRGB.",
)
FLOOR = _in_python(
    "floor",
    "libjpeg-turbo",
    _PYTHON,
    "libjpeg_turbo",
    "The floor, through simplejpeg: decode in colour at the fastest scale that is large enough,"
    " encode the output's pixels, and nothing in between. No metadata, no profiles.",
)
SHARP = Contestant(
    name="sharp",
    title="sharp",
    command=("node", str(Path(__file__).parent / "drivers" / "sharp.mjs"), str(_NODE)),
    bare=("node", "-e", "console.log(); process.stdin.resume()"),
    needs=_NODE / "node_modules" / "sharp",
    how="`resize` with its own kernel and shrink-on-load, `tint` (faster than `recomb`), `linear`"
    " (faster than `modulate`); of several outputs, the small ones come from one decode and the"
    " thumbnail from the larger (faster than `clone`). `optimiseCoding` is off, as for all."
    " It writes no metadata and would convert profiles. Its builds can read no HEVC.",
)
LIBVIPS = _in_python(
    "libvips",
    "libvips",
    _PYTHON,
    "libvips",
    "Through pyvips: `thumbnail_buffer` with shrink-on-load, `maplut`, luma and `maplut` for sepia"
    " (faster than a matrix); of several outputs, all come from one decode. `keep=none`: it writes"
    " no metadata, and leaves profiles alone. Its builds can read no HEVC.",
)
OPENCV = _in_python(
    "opencv",
    "OpenCV",
    _PYTHON,
    "opencv",
    "`IMREAD_REDUCED_COLOR_n` (it is told the photo's size, which it cannot ask for) and"
    " `INTER_AREA`, `convertScaleAbs`, black and white and `applyColorMap` for sepia; of several"
    " outputs, all come from one decode. It knows neither metadata nor profiles.",
)
THUMBOR = _in_python(
    "thumbor",
    "thumbor",
    _THUMBOR,
    "thumbor",
    "Its Pillow engine and filters, without fetching, storing and HTTP, and with its own settings"
    " but for the quality: Lanczos, optimised Huffman tables, profiles kept. It has no sepia, and"
    " makes one output from a request. With pillow-heif, as its manual suggests.",
)
NAIVE = _in_python(
    "naive",
    "Pillow, naive",
    _OWN,
    "naive_pillow",
    "`open`, `convert`, `resize` with Lanczos, `ImageEnhance` and `ImageOps`, `save`: everything"
    " decoded in full, for each output again.",
)

CONTESTANTS = (DARKROOM, FLOOR, SHARP, LIBVIPS, OPENCV, THUMBOR, NAIVE)
PEERS_OF_OURS = tuple(one for one in CONTESTANTS if one not in {DARKROOM, FLOOR, NAIVE})
"""The engines to be faster than."""
