"""`octui`, and `python -m octui`."""

import gc

from octui.start_cache.lifetime import use_start_cache


def main() -> None:
    """The program."""
    use_start_cache()
    # Nothing that is made by importing is garbage.
    gc.disable()
    from octui.cli import main as run_program

    gc.freeze()
    gc.enable()
    run_program()


if __name__ == "__main__":
    main()
