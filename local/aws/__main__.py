"""The process that the runtime starts: `python -m local.aws PORT`."""

import signal
import sys
import threading

from local.aws.server import AwsServer


def main() -> None:
    """Serve until told to stop, saying `ready` once the first call would be answered."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with AwsServer(int(sys.argv[1])):
        print("ready", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
