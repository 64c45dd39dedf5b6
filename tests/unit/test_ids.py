"""Identifiers."""

import re
from datetime import timedelta

from darkroom.ids import new_job_id, new_photo_id
from tests.builders import NOW


def test_job_ids_sort_by_the_hour_of_their_making() -> None:
    moments = [NOW + timedelta(milliseconds=step) for step in (0, 1, 2, 60_000, 86_400_000)]

    job_ids = [new_job_id(moment) for moment in moments]

    assert job_ids == sorted(job_ids)


def test_photo_ids_sort_by_their_place_in_the_job() -> None:
    places = [0, 1, 9, 10, 99, 100, 255, 256, 499, 500, 65_535]

    photo_ids = [new_photo_id(place) for place in places]

    assert photo_ids == sorted(photo_ids)


def test_ids_made_together_differ() -> None:
    assert new_job_id(NOW) != new_job_id(NOW)
    assert new_photo_id(0) != new_photo_id(0)


def test_ids_have_a_shape_that_keys_can_hold() -> None:
    assert re.fullmatch(r"job_[0-9a-f]{36}", new_job_id(NOW))
    assert re.fullmatch(r"pho_[0-9a-f]{28}", new_photo_id(500))
