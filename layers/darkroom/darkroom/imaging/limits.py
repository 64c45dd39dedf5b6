"""What one photo may cost before it is given up on."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds for one photo; memory is what it may add to the process it is rendered in.

    Decoding may use half of the memory and half of the processor time, its outputs all of both.
    `max_pixels` bounds the photo and every output of it alike; `max_side` keeps out images that
    have few pixels but rows longer than any camera writes.
    """

    max_bytes: int
    max_pixels: int
    max_memory_bytes: int
    max_cpu_seconds: int
    max_wall_seconds: float
    max_side: int = 30_000
