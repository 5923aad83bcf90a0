"""`octui`, and `python -m octui`."""

import gc
import sys

from octui.start_cache.lifetime import INTERACTIVE, SERVER, use_start_cache


def main() -> None:
    """Run octui."""
    use_start_cache(SERVER if sys.argv[1:2] == ["serve"] else INTERACTIVE)
    # Nothing that is made by importing is garbage: what runs on turns the collector on once it has started.
    gc.disable()
    from octui.cli import main as run_program

    run_program()


if __name__ == "__main__":
    main()
