"""Darkroom on one machine: AWS's own function runtime, moto for the rest, no Docker."""

import sys
from pathlib import Path

# The service's own package becomes a layer and is installed nowhere. It is used as it lies in the
# source tree, where the functions find it too.
sys.path.append(str(Path(__file__).resolve().parents[1] / "layers" / "darkroom"))
