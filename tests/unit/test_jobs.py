"""The states of a photo, and the rows."""

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
        pytest.param([(0, D)], False, id="one of two"),
        pytest.param([(0, D), (0, D)], False, id="the same one twice"),
        pytest.param([(0, D), (1, F)], True, id="both"),
    ],
)
def test_a_job_looks_complete_when_every_photo_has_ended(
    ended: list[Sighting], looks_complete: object
) -> None:
    job = build_job(photo_count=2, progress=Progress.of(ended))

    assert job.looks_complete is looks_complete


@given(st.permutations([(0, Q), (0, P), (0, D), (1, Q), (1, P), (2, Q), (2, F)]))
def test_however_sightings_are_ordered_each_photo_counts_where_it_got_to(
    sightings: list[Sighting],
) -> None:
    counts = Progress.of(sightings).counts(photo_count=4)

    assert {state: count for state, count in counts.items() if count} == {A: 1, P: 1, D: 1, F: 1}


def test_an_address_names_the_current_generation() -> None:
    photo = build_photo(build_job(), 4, generation=3)

    address = PhotoAddress.of(photo)

    assert (address.photo_id, address.number, address.generation) == (photo.photo_id, 4, 3)
    assert (address.user_id, address.job_id) == (photo.user_id, photo.job_id)
