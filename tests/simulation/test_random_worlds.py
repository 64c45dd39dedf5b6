"""Whatever goes wrong at random, every promise is kept, and every run can be seen again."""

from tests.simulation.scenarios import run

_SEEDS = range(300)
_MOST_FAILED = {0.0: 0.0, 0.01: 0.001, 0.05: 0.005}


def test_every_promise_is_kept_in_every_world() -> None:
    outcomes = [run(seed) for seed in _SEEDS]

    assert {outcome.seed: outcome.broken for outcome in outcomes if outcome.broken} == {}
    for crash, most in _MOST_FAILED.items():
        alike = [outcome for outcome in outcomes if outcome.crash == crash]
        failed = sum(len(outcome.failed) for outcome in alike)
        assert failed <= most * sum(outcome.healthy for outcome in alike)


def test_a_seed_is_the_same_world_again() -> None:
    first, second = (run(7, is_traced=True) for _ in range(2))

    assert first.trace
    assert first == second
