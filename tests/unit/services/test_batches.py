"""How a worker goes through a batch."""

from darkroom.errors import StoppedError
from darkroom.services.batches import attempt_each, send_back


def test_one_that_fails_comes_again_later_and_its_neighbours_are_done() -> None:
    done: list[str] = []

    def step(_: int, word: str) -> None:
        if word == "bad":
            raise RuntimeError(word)
        done.append(word)

    assert attempt_each(["a", "bad", "c"], step) == {1: "later"}
    assert done == ["a", "c"]


def test_what_there_is_no_time_for_is_not_tried_and_comes_again_now() -> None:
    done: list[str] = []

    again = attempt_each(
        ["a", "b", "c", "d"], lambda _, word: done.append(word), lambda: len(done) < 2
    )

    assert done == ["a", "b"]
    assert again == {2: "now", 3: "now"}


def test_what_was_stopped_comes_again_now() -> None:
    def step(_: int, word: str) -> None:
        if word == "stopped":
            raise StoppedError

    assert attempt_each(["a", "stopped"], step) == {1: "now"}


def test_behind_one_that_comes_again_so_does_the_rest_of_its_group() -> None:
    done: list[str] = []

    def step(_: int, word: str) -> None:
        if word == "a2":
            raise RuntimeError(word)
        done.append(word)

    items = ["a1", "b1", "a2", "b2", "a3", "a4"]
    again = attempt_each(items, step, group_of=lambda word: word[0])

    assert done == ["a1", "b1", "b2"]
    assert again == {2: "later", 4: "now", 5: "now"}


def test_items_whose_messages_were_not_taken_come_again_later() -> None:
    assert send_back({0, 2}, owners=[1, 3, 4]) == {1: "later", 4: "later"}
