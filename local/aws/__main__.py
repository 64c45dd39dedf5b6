"""The process that the runtime starts: `python -m local.aws PORT`."""

import sys
import threading

from local.aws.server import AwsServer


def main() -> None:
    """Serve until killed, saying the endpoint once the first call would be answered."""
    with AwsServer(int(sys.argv[1])) as server:
        print(server.endpoint, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
