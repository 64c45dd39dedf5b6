"""The process that the runtime starts: `python -m local.aws PORT`."""

import gc
import sys
import threading

from local.aws.server import AwsServer

_OBJECTS_BEFORE_COLLECTION = 50_000


def main() -> None:
    """Serve until killed, saying the endpoint once the first call would be answered."""
    with AwsServer(int(sys.argv[1])) as server:
        # moto's modules are here to stay: looking through them again and again finds no garbage.
        gc.freeze()
        gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
        print(server.endpoint, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
