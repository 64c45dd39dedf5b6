"""What rounds come down to."""

from tools.engine_bench.ratios import paired


def test_a_ratio_is_of_times_in_the_same_round() -> None:
    ours, theirs = [10.0, 20.0, 40.0], [20.0, 40.0, 80.0]

    ratio = paired(ours, theirs)

    assert (ratio.median, ratio.low, ratio.high) == (0.5, 0.5, 0.5)


def test_a_round_that_something_disturbed_moves_neither_the_median_nor_the_middle_half() -> None:
    calm = paired([10.0] * 9, [20.0] * 9)

    disturbed = paired([10.0] * 8 + [900.0], [20.0] * 9)

    assert disturbed == calm


def test_the_middle_half_is_told_with_the_median() -> None:
    assert str(paired([1.0, 2.0, 3.0, 4.0, 5.0], [1.0] * 5)) == "3.00 (2.00-4.00)"
