"""The states of a photo, and the rows."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.jobs import (
    PREDECESSORS,
    TERMINAL,
    PhotoAddress,
    PhotoState,
    Progress,
    Sighting,
)
from tests.builders import build_job, build_photo

A, Q, P = PhotoState.AWAITING_UPLOAD, PhotoState.QUEUED, PhotoState.PROCESSING
D, F = PhotoState.DONE, PhotoState.FAILED
C, E = PhotoState.CANCELLED, PhotoState.EXPIRED

LEGAL_MOVES = {
    *((A, Q), (A, P), (Q, P)),
    (P, P),
    *((A, D), (Q, D), (P, D)),
    *((A, F), (Q, F), (P, F)),
    *((A, C), (Q, C), (P, C)),
    *((A, E), (Q, E), (P, E)),
}


@pytest.mark.parametrize("after", list(PhotoState))
@pytest.mark.parametrize("before", list(PhotoState))
def test_a_photo_may_skip_states_but_never_goes_back(before: PhotoState, after: PhotoState) -> None:
    may_follow = before in PREDECESSORS[after]

    assert may_follow == ((before, after) in LEGAL_MOVES)


def test_nothing_follows_a_terminal_state() -> None:
    followed = frozenset().union(*PREDECESSORS.values())

    assert frozenset({D, F, C, E}) == TERMINAL
    assert followed.isdisjoint(TERMINAL)


@pytest.mark.parametrize(
    ("ended", "looks_complete"),
    [
        pytest.param([], False, id="none"),
        pytest.param([Sighting(0, 1, D)], False, id="one of two"),
        pytest.param([Sighting(0, 1, D), Sighting(0, 1, D)], False, id="the same one twice"),
        pytest.param([Sighting(0, 1, D), Sighting(1, 1, F)], True, id="both"),
    ],
)
def test_a_job_looks_complete_when_every_photo_has_ended(
    ended: list[Sighting], looks_complete: object
) -> None:
    job = build_job(photo_count=2, progress=Progress.of(ended))

    assert job.looks_complete is looks_complete


@given(st.permutations([(0, Q), (0, P), (0, D), (1, Q), (1, P), (2, Q), (2, F)]))
def test_however_sightings_are_ordered_each_photo_counts_where_it_got_to(
    seen: list[tuple[int, PhotoState]],
) -> None:
    sightings = [Sighting(number, 1, state) for number, state in seen]

    counts = Progress.of(sightings).counts(photo_count=4)

    assert shown(counts) == {A: 1, P: 1, D: 1, F: 1}


@given(
    st.permutations(
        [
            *(Sighting(0, 1, F), Sighting(0, 2, Q), Sighting(0, 2, D)),
            *(Sighting(1, 1, E), Sighting(1, 2, A)),
            *(Sighting(2, 1, D), Sighting(65_535, 1, P)),
            *(Sighting(3, 1, F), Sighting(3, 2, F), Sighting(3, 3, Q)),
        ]
    )
)
def test_a_photo_that_began_again_counts_where_its_newest_generation_got_to(
    sightings: list[Sighting],
) -> None:
    progress = Progress.of(sightings)

    assert shown(progress.counts(photo_count=5)) == {A: 1, Q: 1, P: 1, D: 2}
    assert progress.ended == {0, 2}


def test_marks_of_many_retries_are_counted_in_a_moment() -> None:
    sightings = [
        Sighting(number, generation, state)
        for number in range(500)
        for generation in range(1, 11)
        for state in (Q, P, F)
    ]
    progress = Progress.of(sightings)
    started_at = time.perf_counter()

    counts = progress.counts(photo_count=500)

    assert time.perf_counter() - started_at < 0.1
    assert shown(counts) == {F: 500}


def shown(counts: Mapping[PhotoState, int]) -> dict[PhotoState, int]:
    """The states that any photo is in."""
    return {state: count for state, count in counts.items() if count}


def test_an_address_names_the_current_generation() -> None:
    photo = build_photo(build_job(), 4, generation=3)

    address = PhotoAddress.of(photo)

    assert (address.photo_id, address.number, address.generation) == (photo.photo_id, 4, 3)
    assert (address.user_id, address.job_id) == (photo.user_id, photo.job_id)
