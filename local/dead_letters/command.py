"""The command line: `python -m local dlq list`, `inspect` and `resend`."""

import argparse
from collections.abc import Callable, Sequence

from darkroom.dead_letters import QUEUES, DeadLetter, QueueName
from local.dead_letters.desk import Desk
from local.dead_letters.refusals import in_a_sentence
from local.dead_letters.stacks import Place, deployed, running_here
from local.errors import LocalError

_LISTED = 20


def add_arguments(dlq: argparse.ArgumentParser) -> None:
    """Say what `dlq` takes."""
    actions = dlq.add_subparsers(dest="action", required=True)
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--stack", help="a deployed stack, instead of the one that runs here")
    place.add_argument("--region", help="where that stack is, if AWS_REGION does not say it")
    some = argparse.ArgumentParser(add_help=False)
    some.add_argument("--queue", choices=QUEUES, help="only what was sent to this queue")

    listed = actions.add_parser("list", parents=[place, some], help="list them, oldest first")
    listed.add_argument("--limit", type=_count, default=_LISTED, help=f"{_LISTED} unless told")
    inspected = actions.add_parser("inspect", parents=[place], help="print one of them as JSON")
    inspected.add_argument("letter", metavar="ID", help="as `list` prints it")
    resent = actions.add_parser("resend", parents=[place, some], help="give some another chance")
    resent.add_argument("letters", nargs="*", metavar="ID", help="as `list` prints it")
    resent.add_argument("--all", action="store_true", help="all that have not been resent yet")


def run(arguments: argparse.Namespace, port: Callable[[], int]) -> int:
    """Run one of the commands on the stack that was named, or on the one at the port.

    Raises:
        LocalError: it cannot be done, or not as it was asked for.
    """
    _check(arguments)
    with in_a_sentence():
        return _run(arguments, Desk.at(_place(arguments, port)))


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    if arguments.action == "resend":
        return _resend(desk, _chosen(arguments, desk))
    if arguments.action == "inspect":
        print(desk.inspected(arguments.letter))
    else:
        for line in desk.listed(_queues(arguments), arguments.limit):
            print(line)
    return 0


def _resend(desk: Desk, letters: Sequence[DeadLetter]) -> int:
    outcomes = []
    for letter in letters:
        outcomes.append(desk.resent(letter))
        print(outcomes[-1].text, flush=True)
    if not outcomes:
        print("There is nothing to resend.")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _chosen(arguments: argparse.Namespace, desk: Desk) -> Sequence[DeadLetter]:
    if arguments.all:
        return desk.unsent(_queues(arguments))
    # All of them are looked for before the first is sent.
    return [desk.letter(letter_id) for letter_id in dict.fromkeys(arguments.letters)]


def _check(arguments: argparse.Namespace) -> None:
    if arguments.region and not arguments.stack:
        raise LocalError("--region says where a deployed stack is; name it with --stack.")
    if arguments.action != "resend":
        return
    if bool(arguments.letters) is arguments.all:
        raise LocalError("Name the letters to resend, or say --all instead.")
    if arguments.queue and not arguments.all:
        raise LocalError("--queue goes with --all; a letter's name says its queue.")


def _place(arguments: argparse.Namespace, port: Callable[[], int]) -> Place:
    if arguments.stack:
        return deployed(arguments.stack, arguments.region)
    return running_here(port())


def _queues(arguments: argparse.Namespace) -> Sequence[QueueName]:
    return [arguments.queue] if arguments.queue else QUEUES


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)
