"""How often things are measured, and what a measure returns."""

from dataclasses import dataclass

Numbers = dict[str, list[float]]


@dataclass(frozen=True)
class Effort:
    """Number of repetitions of each kind of measure."""

    rounds: int
    """Repetitions of measures that take seconds."""
    runs: int
    """Repetitions of measures that take a minute."""


FULL = Effort(rounds=7, runs=3)
QUICK = Effort(rounds=3, runs=1)
