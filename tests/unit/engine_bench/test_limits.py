"""What has to come out, next to what came out."""

from tests.unit.engine_bench.results import results
from tools.engine_bench.limits import NOT_MEASURED, verdicts

EVERYONE = {"darkroom": 10.0, "floor": 10.0, "sharp": 30.0, "libvips": 20.0, "thumbor": 40.0}


def words(milliseconds: dict[str, float], **more: float) -> set[str]:
    return {one.word for one in verdicts(results(milliseconds, **more))}


def test_an_engine_faster_than_all_meets_every_limit() -> None:
    assert words(EVERYONE) == {"met"}


def test_a_limit_is_missed_only_where_it_says_so() -> None:
    slow_against_vips = {**EVERYONE, "libvips": 9.5}

    missed = [one for one in verdicts(results(slow_against_vips)) if one.is_met is False]

    assert {one.limit for one in missed} == {
        "at most 1 x libvips",
        "at most 0.9 x libvips",
        "faster than every other engine",
    }


def test_what_rounds_to_the_limit_is_within_it() -> None:
    at_the_limit = {**EVERYONE, "floor": 10 / 1.154}

    assert words(at_the_limit) == {"met"}


def test_a_peer_that_is_not_installed_leaves_its_limits_open() -> None:
    found = verdicts(results({"darkroom": 10.0}))

    open_limits = [one for one in found if one.is_met is None]
    assert {one.seen for one in open_limits} == {NOT_MEASURED}
    assert any("sharp" in one.limit for one in open_limits)
    assert [one.word for one in found if "closeness" in one.title] == ["met"] * 3


def test_closeness_is_a_limit() -> None:
    assert "MISSED" in words(EVERYONE, decibels_lost=0.5)
