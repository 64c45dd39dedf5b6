"""Who is measured when, and with which photo."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.engine_bench.jobs import Case
from tools.engine_bench.photos import Photo
from tools.engine_bench.processes import Run
from tools.engine_bench.rounds import measure

CASE = Case("thumbnail", "12 MP")
PHOTOS = [Photo(path=Path(f"{name}.jpg"), size=(4, 3), origin="") for name in ("one", "two")]


@dataclass
class FakeEngine:
    """An engine that needs no time; all of them write into the same diary."""

    name: str
    diary: list[tuple[str, str]]
    milliseconds: float = 2000.0
    good_for: int = 100
    """So many jobs go well, and no more."""

    def run(self, job: str, photo: Photo, keep: str | None = None) -> Run:
        """Pretend to do a job."""
        del job, keep
        self.diary.append((self.name, photo.path.stem))
        self.good_for -= 1
        return Run(self.milliseconds) if self.good_for >= 0 else Run(0.0, "out of memory")


def measured_in_rounds(*names: str) -> list[list[tuple[str, str]]]:
    diary: list[tuple[str, str]] = []
    measure({name: FakeEngine(name, diary) for name in names}, CASE, PHOTOS, Path("kept"))
    warm = len(names) * len(PHOTOS)
    return [diary[at : at + len(names)] for at in range(warm, len(diary), len(names))]


def test_every_round_begins_with_another_engine() -> None:
    rounds = measured_in_rounds("a", "b", "c")

    assert ["".join(name for name, _ in each) for each in rounds] == [
        *("abc", "bca", "cab"),
        *("abc", "bca"),
    ]


def test_all_engines_of_a_round_get_the_same_photo_and_rounds_take_turns() -> None:
    rounds = measured_in_rounds("a", "b")

    assert [{photo for _, photo in each} for each in rounds[:3]] == [{"one"}, {"two"}, {"one"}]


def test_an_engine_that_cannot_do_a_job_is_left_out_and_says_why() -> None:
    diary: list[tuple[str, str]] = []
    able = FakeEngine("able", diary)
    unable = FakeEngine("unable", diary, good_for=0)

    timing = measure({"able": able, "unable": unable}, CASE, PHOTOS, Path("kept"))

    assert timing.cannot == {"unable": "out of memory"}
    assert list(timing.milliseconds) == ["able"]


def test_the_warm_up_is_not_counted() -> None:
    diary: list[tuple[str, str]] = []

    timing = measure({"a": FakeEngine("a", diary)}, CASE, PHOTOS, Path("kept"))

    assert len(timing.milliseconds["a"]) == len(diary) - len(PHOTOS)


def test_a_fast_job_is_measured_more_often() -> None:
    slow = measure({"a": FakeEngine("a", [], milliseconds=5000)}, CASE, PHOTOS, Path("kept"))
    fast = measure({"a": FakeEngine("a", [], milliseconds=5)}, CASE, PHOTOS, Path("kept"))

    assert len(fast.milliseconds["a"]) > len(slow.milliseconds["a"]) >= 5


def test_an_engine_that_fails_halfway_ends_the_benchmark() -> None:
    tired = FakeEngine("tired", [], good_for=len(PHOTOS))

    with pytest.raises(SystemExit, match="out of memory"):
        measure({"tired": tired}, CASE, PHOTOS, Path("kept"))
