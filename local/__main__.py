"""The command line: `python -m local run`, `invoke`, `explain` and `dlq`; each has its --help."""

import argparse
import gc
import json
import os
import signal
import sys
import threading
from pathlib import Path

from local.dead_letters import command as dead_letters
from local.errors import LocalError
from local.explanation import explain
from local.journal import Journal
from local.people import DEMO_USER
from local.runtime import Runtime

_DEFAULT_PORT = 8000
_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> int:
    """Run a command; a mistake is one sentence and exit code 1."""
    arguments = _parser().parse_args()
    try:
        if arguments.command == "run":
            return _run(arguments.template, is_verbose=arguments.verbose)
        if arguments.command == "dlq":
            return dead_letters.run(arguments, _port)
        if arguments.command == "explain":
            print(explain(arguments.photo, arguments.recipe, arguments.template))
            return 0
        return _invoke(arguments.template, arguments.function, arguments.event)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--template", type=Path, default=Path("template.yaml"))
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the whole service until Ctrl-C")
    run.add_argument("--verbose", action="store_true", help="show all that the functions print")
    invoke = commands.add_parser("invoke", help="run one function once")
    invoke.add_argument("function", help="the function's folder, such as process_photo")
    invoke.add_argument("event", type=Path, help="a JSON file, such as events/api/get_health.json")
    explained = commands.add_parser("explain", help="say how a photo's outputs would be made")
    explained.add_argument("photo", type=Path)
    explained.add_argument("recipe", type=Path, help='JSON such as {"outputs": [...]}')
    dlq = commands.add_parser("dlq", help="list, inspect and resend what was given up on")
    dead_letters.add_arguments(dlq)
    return parser


def _run(template: Path, *, is_verbose: bool) -> int:
    for number in _ENDING_SIGNALS:
        signal.signal(number, _end)
    journal = Journal(sys.stdout, is_verbose=is_verbose)
    try:
        with Runtime(template, _port(), journal) as runtime:
            runtime.serve()
            # What is loaded is here to stay; looking through it once more would hold up the end.
            gc.freeze()
            journal.say(_greeting(runtime.url))
            threading.Event().wait()
    except KeyboardInterrupt:
        journal.say("Stopped.")
    return 0


def _end(_number: int, _frame: object) -> None:
    # Whoever presses Ctrl-C twice would only interrupt the tidying up.
    for number in _ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _greeting(url: str) -> str:
    return (
        f"Darkroom is ready at {url}\n"
        f"  sign in as    {DEMO_USER.username} / {DEMO_USER.password}\n"
        f"  try it        make demo, or open {url}/docs\n"
        f"  stop it       Ctrl-C"
    )


def _invoke(template: Path, function: str, event_path: Path) -> int:
    try:
        event = event_path.read_bytes()
        json.loads(event)
    except FileNotFoundError as error:
        raise LocalError(f"There is no event {event_path}; see the folder events/.") from error
    except ValueError as error:
        raise LocalError(f"{event_path} is not JSON: {error}.") from error
    journal = Journal(sys.stderr, is_verbose=True)
    with Runtime(template, 0, journal) as runtime:
        invocation = runtime.functions.invoke(function, event)
    if invocation.error is not None:
        journal.say(invocation.error)
        return 1
    print(json.dumps(invocation.result, indent=2))
    return 0


def _port() -> int:
    text = os.environ.get("PORT") or str(_DEFAULT_PORT)
    if not text.isdecimal() or not 1024 <= int(text) < 65535:  # noqa: PLR2004 - the usable ports
        raise LocalError(f"PORT is {text}; set it to a number from 1024 to 65534.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
