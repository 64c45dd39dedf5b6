"""What the figures were taken on."""

import os
import platform
from pathlib import Path


def use_one_core() -> None:
    """Keep this process, and all that it starts from now on, to one core.

    Asking a library for one thread is not enough: libvips writes in a second one, and decoders of
    AVIF and HEIC start as many as there are cores.
    """
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def described() -> str:
    """The machine in a line."""
    gigabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return (
        f"{_processor()}, {os.cpu_count()} cores, {gigabytes:.0f} GB of memory,"
        f" {platform.system()} {platform.release()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
