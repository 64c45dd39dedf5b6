"""Says how large each built function is with its layers, and fails where Lambda would refuse it.

Lambda takes 250 MB of a function and its layers together, unpacked.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from local.stack.template import Template

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
LIMIT_MEGABYTES = 245
_MEGABYTE = 1 << 20


def function_sizes(template: Template, built: Path) -> Mapping[str, float]:
    """The megabytes of each function's own folder and of its layers."""
    sizes = {}
    for logical_id, properties in template.of_type("AWS::Lambda::Function"):
        layers = [_logical_id(layer["Ref"], built) for layer in properties.get("Layers", ())]
        code = template.source_folder(properties["Code"])
        sizes[logical_id] = _megabytes(code) + sum(_megabytes(built / layer) for layer in layers)
    return sizes


def _logical_id(reference: str, built: Path) -> str:
    """The layer's name in the template: the transform adds a hash of its content to it."""
    return next(path.name for path in built.iterdir() if reference.startswith(path.name))


def _megabytes(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / _MEGABYTE


def main(built: Path) -> int:
    """Print the sizes; answers 1 if one is too large."""
    sizes = function_sizes(Template.load(TEMPLATE), built)
    for name, megabytes in sizes.items():
        print(f"  {name:24}{megabytes:6.0f} MB with its layers")
    if max(sizes.values()) <= LIMIT_MEGABYTES:
        return 0
    print(f"Lambda takes 250 MB at most; keep to {LIMIT_MEGABYTES}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
