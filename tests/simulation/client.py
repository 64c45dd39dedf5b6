"""Whoever calls the API, and repeats whatever gets no answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

from darkroom.errors import RequestError
from tests.simulation.environment import Killed
from tests.simulation.faults import Fault, Kind
from tests.simulation.wiring import Api

if TYPE_CHECKING:
    from tests.simulation.world import World

_T = TypeVar("_T")


class GaveUpError(Exception):
    """A request was repeated often enough."""


class NoAnswerError(Exception):
    """Nobody knows what became of a request."""


class Client:
    """Calls the API, each time in some process of it."""

    def __init__(self, world: "World", tries: int) -> None:
        self._world = world
        self._tries = tries

    def insist(self, request: Callable[[Api], _T]) -> _T:
        """Ask until there is an answer, later each time.

        Raises:
            RequestError: This is the answer.
            GaveUpError: There was none.
        """
        for time in range(self._tries):
            try:
                return self.ask(request)
            except NoAnswerError:
                self._world.scheduler.pause(1_000 << time)
        raise GaveUpError

    def ask(self, request: Callable[[Api], _T]) -> _T:
        """Ask once.

        Raises:
            RequestError: This is the answer.
            NoAnswerError: The process died, something is out of order, or the answer was lost.
        """
        environment = self._world.take("api")
        try:
            answer = request(environment.wiring.api)
        except Killed:
            raise NoAnswerError from None
        except RequestError:
            raise
        except Exception as error:
            self._world.history.excuse(error)
            raise NoAnswerError from error
        finally:
            self._world.give_back(environment)
        return self._world.poller.reach(
            "api.answer", Kind.ANSWER, lambda: answer, {Fault.UNANSWERED: _no_answer}
        )


def _no_answer() -> NoReturn:
    raise NoAnswerError
