"""Run the fuzzers of the tests with one seed after another, for as long as one likes.

python3 run.py soak [--seconds S] [--seed N] [--only NAME]

A failure is printed with the command that repeats it, and ends the run with exit code 1 once the time is over.
"""

import argparse
import itertools
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from tools.soak.fuzzers import list_fuzzers, prepare_fuzzer

SHOWN_FAILURES = 20
"""Failures printed in full; a broken parser fails with nearly every seed."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py soak", description="Run the fuzzers of the tests with many seeds.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long; 0 runs each fuzzer once (default: 60)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument(
        "--only", choices=sorted(list_fuzzers()), action="append", help="run this fuzzer; may be repeated"
    )
    options = parser.parse_args(arguments)
    with ExitStack() as resources:
        fuzzers = {name: prepare_fuzzer(name, resources) for name in options.only or list_fuzzers()}
        return run_rounds(fuzzers, options.seed, options.seconds)


def run_rounds(fuzzers: dict[str, Callable[[int], None]], first_seed: int, seconds: float) -> int:
    """Run every fuzzer with a seed, then with the next, until the time is over; returns the exit code."""
    deadline = time.monotonic() + seconds
    rounds = dict.fromkeys(fuzzers, 0)
    failures: list[str] = []
    for seed in itertools.count(first_seed):
        for name, fuzz in fuzzers.items():
            rounds[name] += 1
            if not run_round(name, fuzz, seed, is_shown=len(failures) < SHOWN_FAILURES):
                failures.append(f"{name} with seed {seed}")
            if time.monotonic() >= deadline and all(rounds.values()):
                return report_rounds(rounds, failures)
    return 0


def run_round(name: str, fuzz: Callable[[int], None], seed: int, *, is_shown: bool) -> bool:
    """Whether one round passed; whatever it raises is a finding, and printed with what repeats it."""
    try:
        fuzz(seed)
    except Exception:  # noqa: BLE001  # a fuzzer looks for any exception at all
        if is_shown:
            print(f"FAILED {name}: python3 run.py soak --only {name} --seed {seed} --seconds 0", flush=True)
            traceback.print_exc()
        return False
    return True


def report_rounds(rounds: dict[str, int], failures: Sequence[str]) -> int:
    print(", ".join(f"{name}: {count} rounds" for name, count in rounds.items()))
    if failures:
        print(f"{len(failures)} failed: {', '.join(failures[:SHOWN_FAILURES])}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
