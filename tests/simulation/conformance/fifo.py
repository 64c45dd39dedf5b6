"""What a FIFO queue does, case by case."""

from typing import Final

from tests.simulation.conformance.bench import FIFO, Bench, Cases, bodies, code_of

CASES: Final = Cases()


@CASES.add
def a_group_is_delivered_in_order(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2", "3")

    assert bodies(bench.receive(url)) == ["1", "2", "3"]


@CASES.add
def nobody_else_gets_a_message_of_a_group_while_one_is_in_flight(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2")

    (first,) = bench.receive(url, 1)

    assert bench.receive(url) == []
    bench.delete(url, first)
    assert bodies(bench.receive(url)) == ["2"]


@CASES.add
def other_groups_go_on(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2")
    bench.receive(url, 1)

    bench.tell(url, "b", "3")

    assert bodies(bench.receive(url)) == ["3"]


@CASES.add
def a_message_that_is_handed_back_comes_first_again(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2")
    (first,) = bench.receive(url, 1)

    bench.hide(url, first, 0)

    assert bodies(bench.receive(url)) == ["1", "2"]


@CASES.add
def the_same_message_is_taken_once(bench: Bench) -> None:
    url = bench.queue(FIFO)

    bench.tell(url, "a", "1", "1")

    assert bodies(bench.receive(url)) == ["1"]


@CASES.add
def a_deduplication_id_counts_for_the_whole_queue(bench: Bench) -> None:
    url = bench.queue(FIFO)

    bench.tell(url, "a", "1")
    bench.tell(url, "b", "1")

    assert bodies(bench.receive(url)) == ["1"]


@CASES.add
def a_body_can_tell_a_message_from_others(bench: Bench) -> None:
    url = bench.queue({**FIFO, "ContentBasedDeduplication": "true"})

    for body in ("1", "2", "1"):
        bench.enter(url, {"Id": "it", "MessageBody": body, "MessageGroupId": "a"})

    assert bodies(bench.receive(url)) == ["1", "2"]


@CASES.add
def dead_letters_of_a_fifo_queue_need_a_fifo_queue(bench: Bench) -> None:
    dead = bench.queue()

    assert code_of(lambda: bench.redriving(dead, **FIFO)) != "not refused"


@CASES.add
def a_group_goes_on_behind_a_dead_letter(bench: Bench) -> None:
    dead = bench.queue(FIFO)
    url = bench.redriving(dead, **FIFO)
    bench.tell(url, "a", "1", "2")
    for _ in range(2):
        (message,) = bench.receive(url, 1)
        bench.hide(url, message, 0)

    assert bodies(bench.receive(url)) == ["2"]
    assert bodies(bench.receive(dead)) == ["1"]
