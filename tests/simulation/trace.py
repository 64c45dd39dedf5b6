"""What happened in a run, step by step, for whoever replays it."""

from hashlib import sha256

from tests.simulation.faults import Fault


class Trace:
    """The await points of a run, in the order in which they were reached."""

    def __init__(self) -> None:
        self._steps: list[tuple[int, str, str, str]] = []

    def note(self, now_ms: int, who: str, what: str, fault: Fault | None) -> None:
        """Add a step."""
        self._steps.append((now_ms, who, what, fault.value if fault else ""))

    def lines(self) -> list[str]:
        """A line a step."""
        return [
            f"{now_ms / 1000:>10.3f}  {who:<24}{what:<32}{fault}".rstrip()
            for now_ms, who, what, fault in self._steps
        ]

    def digest(self) -> str:
        """What two runs have in common only if everything happened in both, in the same order."""
        return sha256("\n".join(self.lines()).encode()).hexdigest()
