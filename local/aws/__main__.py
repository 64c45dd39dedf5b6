"""The process that the runtime starts: `python -m local.aws PORT`."""

import sys
import threading

from local.aws.server import AwsServer


def main() -> None:
    """Serve until killed, saying `ready` once the first call would be answered."""
    with AwsServer(int(sys.argv[1])):
        print("ready", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
