"""Identifiers."""

import re
from datetime import timedelta

import pytest

from darkroom.ids import Ids, age_of_job, sequence_of
from tests.builders import NOW


def test_job_ids_sort_by_the_hour_of_their_making() -> None:
    moments = [NOW + timedelta(milliseconds=step) for step in (0, 1, 2, 60_000, 86_400_000)]

    job_ids = [Ids().job(moment) for moment in moments]

    assert job_ids == sorted(job_ids)


def test_a_job_id_tells_its_age() -> None:
    job_id, minutes = Ids().job(NOW), timedelta(minutes=15)

    ages = [age_of_job(job_id, moment) for moment in (NOW, NOW + minutes, NOW - minutes)]

    assert ages == [timedelta(0), minutes, -minutes]


def test_a_job_id_of_the_far_future_is_not_old() -> None:
    age = age_of_job(f"job_{'f' * 36}", NOW)

    assert age
    assert age < timedelta(0)


@pytest.mark.parametrize("text", ["", "job_1", f"lib_{'0' * 36}", f"job_{'0' * 35}"])
def test_no_other_text_tells_an_age(text: str) -> None:
    assert age_of_job(text, NOW) is None


def test_photo_ids_sort_by_their_place_in_the_job() -> None:
    places = [0, 1, 9, 10, 99, 100, 255, 256, 499, 500, 65_535]

    photo_ids = [Ids().photo(place) for place in places]

    assert photo_ids == sorted(photo_ids)


def test_ids_made_together_differ() -> None:
    assert Ids().job(NOW) != Ids().job(NOW)
    assert Ids().photo(0) != Ids().photo(0)


def test_ids_have_a_shape_that_keys_can_hold() -> None:
    assert re.fullmatch(r"job_[0-9a-f]{36}", Ids().job(NOW))
    assert re.fullmatch(r"pho_[0-9a-f]{28}", Ids().photo(500))
    assert re.fullmatch(r"op_[0-9a-f]{34}", Ids().operation(2_000_000_000))


def test_operation_ids_tell_their_place_and_sort_by_it() -> None:
    places = [1, 9, 10, 255, 256, 2_000_000_000]

    operation_ids = [Ids().operation(place) for place in places]

    assert operation_ids == sorted(operation_ids)
    assert [sequence_of(each) for each in operation_ids] == places


@pytest.mark.parametrize(
    "text", ["", "op_1", f"job_{'0' * 34}", f"op_{'g' * 34}", f"op_{'0' * 35}"]
)
def test_no_other_text_tells_a_place(text: str) -> None:
    assert sequence_of(text) is None


def test_ids_are_as_random_as_they_are_told() -> None:
    ids = Ids(token_hex=lambda size: "ab" * size)

    assert ids.photo(1) == f"pho_0001{'ab' * 12}"
