"""Write the golden images of the operations anew, and say which changed."""

from tests.unit.operations.goldens import FOLDER, GOLDENS, Golden, differences


def main() -> None:
    """Rewrite what differs by a single level, and remove what nobody asks for."""
    FOLDER.mkdir(exist_ok=True)
    stale = set(FOLDER.iterdir()) - {golden.path for golden in GOLDENS}
    for path in stale:
        path.unlink()
    changes = [f"{path.stem}: removed" for path in stale]
    changes += [change for golden in GOLDENS if (change := _written(golden))]
    print(*sorted(changes), f"{len(GOLDENS)} goldens, {len(changes)} changed", sep="\n")


def _written(golden: Golden) -> str | None:
    result = golden.result()
    if not golden.path.exists():
        result.save(golden.path)
        return f"{golden.name}: new"
    mean, most = differences(golden.expected(), result)
    if not most:
        return None
    result.save(golden.path)
    return f"{golden.name}: by {mean:.2f} levels on average, {most} at most"


if __name__ == "__main__":
    main()
