"""What a photo may cost in the tools: the defaults of the stack."""

from darkroom.imaging.limits import Limits

LIMITS = Limits(
    max_bytes=50 * 1024 * 1024,
    max_pixels=50_000_000,
    max_memory_bytes=1024 * 1024 * 1024,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)
