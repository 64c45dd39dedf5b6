"""One thing goes wrong, at any await point of a small world, and nothing is lost."""

import pytest

from tests.simulation.single_faults import STORIES, cases, run


@pytest.mark.parametrize("story", STORIES)
def test_no_single_fault_breaks_a_promise(story: str) -> None:
    broken = {
        (point, fault.name): outcome.broken
        for place, point, fault in cases(story)
        if (outcome := run(story, place, fault)).broken
    }

    assert broken == {}


def test_every_kind_of_await_point_is_reached() -> None:
    reached = {point.split()[0] for story in STORIES for _, point, _ in cases(story)}

    assert {
        "api",
        "start_photo",
        "process_photo",
        "retouch_photo",
        "record_response",
        "apply_operation",
        "reconcile",
        "bury_dead_letters",
    } <= reached
