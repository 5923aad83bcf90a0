"""`python -m octui.server`."""

import gc
import sys

from octui.start_cache.lifetime import SERVER, use_start_cache


def main() -> None:
    """Serve until a signal arrives."""
    use_start_cache(SERVER)
    # Imported modules never become garbage; the collector is switched on again once the server is listening.
    gc.disable()
    from octui.server.main import main as serve

    sys.exit(serve())


if __name__ == "__main__":
    main()
