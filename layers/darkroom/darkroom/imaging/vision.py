"""OpenCV, loaded for processes that may start no threads."""

import os
from functools import cache


@cache
def load_vision() -> None:
    """Import OpenCV and numpy, to do all in the thread that asks."""
    # numpy's library reads this when it is loaded, and would start a thread for every processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import cv2  # noqa: PLC0415 - after its environment is set, and only where it is there

    cv2.setNumThreads(1)
