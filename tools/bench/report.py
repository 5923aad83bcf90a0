"""Formats the results as a table: medians with their spread, ratios, and the goals."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from statistics import median

Results = dict[str, dict[str, list[float]]]
"""Values by client, then by measure."""

Single = Callable[[list[float]], float]


@dataclass(frozen=True)
class Goal:
    """An upper bound on octui's value, or on the ratio of octui's to that of another program."""

    at_most: float
    of: str = ""

    def __str__(self) -> str:
        return f"≤ {self.at_most:g}x {self.of}" if self.of else f"≤ {self.at_most:g}"


@dataclass(frozen=True)
class Row:
    title: str
    measure: str
    goals: tuple[Goal, ...] = ()
    single: Single = median
    digits: int = 2
    spread: bool = True


def percentile(numbers: list[float], percent: int) -> float:
    """Nearest-rank percentile: always an observed value, never an interpolated one."""
    return sorted(numbers)[max(0, ceil(len(numbers) * percent / 100) - 1)]


def _p50(numbers: list[float]) -> float:
    return percentile(numbers, 50)


def _p99(numbers: list[float]) -> float:
    return percentile(numbers, 99)


ROWS = (
    Row("exec to first screen, s", "start.seconds", (Goal(0.12, of="official"), Goal(1, of="codex"))),
    Row("… CPU until then, s", "start.cpu"),
    Row("… its threads waiting for a core, s", "start.waited"),
    Row("memory after start, PSS MiB", "memory.pss", (Goal(0.2, of="official"),), digits=0),
    Row("… RSS MiB", "memory.rss", digits=0),
    Row("idle CPU over 20 s, % of a core", "idle.cpu", (Goal(0.3),)),
    Row("… bytes written to the terminal", "idle.bytes", (Goal(0),), digits=0),
    Row("exec to the end of 200 messages, s", "open.200.seconds"),
    Row("… its threads waiting for a core, s", "open.200.waited"),
    Row("… memory, PSS MiB", "open.200.pss", digits=0),
    Row("exec to the end of 10,000 messages, s", "open.10000.seconds", (Goal(0.13, of="official"),)),
    Row("… its threads waiting for a core, s", "open.10000.waited"),
    Row("… memory, PSS MiB", "open.10000.pss", digits=0),
    Row("from there to the first message with one key, s", "beginning.seconds"),
    Row("… CPU meanwhile, s", "beginning.cpu"),
    Row("… memory, PSS MiB", "beginning.pss", digits=0),
    Row("wake-ups a second in the busiest of eight screens", "screens.wakeups", (Goal(2),), single=max, digits=1),
    Row("… CPU in the busiest, % of a core", "screens.cpu", single=max),
    Row("20,000 tokens at 500/s: CPU until quiet, s", "stream.cpu", (Goal(0.2, of="official"),), digits=1),
    Row("… its threads waiting for a core, s", "stream.waited", digits=1),
    Row("… busy after the last token was seen, s", "stream.quiet", digits=1),
    Row("… memory after, PSS MiB", "stream.pss", digits=0),
    Row("… rate the server kept, tokens/s", "stream.rate", digits=0),
    Row("key echo at rest, p50 ms", "keys.idle", single=_p50, digits=1, spread=False),
    Row("… p99 ms", "keys.idle", single=_p99, digits=1, spread=False),
    Row("key echo at 2,000 deltas/s, p50 ms", "keys.streaming", single=_p50, digits=1, spread=False),
    Row("… p99 ms", "keys.streaming", (Goal(40),), single=_p99, digits=1, spread=False),
    Row("… CPU meanwhile, % of a core", "keys.cpu", digits=0),
    Row("… from the last delta to its paint, s", "keys.behind", digits=1),
    Row("… rate the relay kept, deltas/s", "keys.rate", digits=0),
    Row("… the latest delta, s late", "keys.late"),
)


def table(results: Results, failures: dict[str, dict[str, str]]) -> str:
    """A Markdown table, followed by a line for each value that could not be measured."""
    lines = [
        "| | octui | official | bare Textual | Codex | octui / official | octui / bare | octui / Codex | goal | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        if any(row.measure in numbers for numbers in results.values()):
            lines.append(_line(row, results))
    for client, failed in failures.items():
        lines += [f"\n{client}, {measure}: {reason}" for measure, reason in failed.items()]
    return "\n".join(lines)


def _line(row: Row, results: Results) -> str:
    octui, *others = (results.get(name, {}).get(row.measure) for name in ("octui", "official", "bare", "codex"))
    cells = [_value(row, numbers) for numbers in (octui, *others)] + [_ratio(row, octui, numbers) for numbers in others]
    cells += [", ".join(map(str, row.goals)), _verdict(row, results)]
    return f"| {' | '.join([row.title, *cells])} |"


def _value(row: Row, numbers: list[float] | None) -> str:
    if not numbers:
        return ""
    single = f"{row.single(numbers):.{row.digits}f}"
    if not row.spread or len(numbers) == 1:
        return single
    return f"{single} ({min(numbers):.{row.digits}f}–{max(numbers):.{row.digits}f})"


def _ratio(row: Row, ours: list[float] | None, theirs: list[float] | None) -> str:
    if not ours or not theirs or not row.single(theirs):
        return ""
    return f"{row.single(ours) / row.single(theirs):.2f}"


def _verdict(row: Row, results: Results) -> str:
    """Empty unless all that the goals compare was measured."""
    measured = {name: numbers[row.measure] for name, numbers in results.items() if numbers.get(row.measure)}
    if not row.goals or not {"octui", *(goal.of for goal in row.goals if goal.of)} <= measured.keys():
        return ""
    bounds = (goal.at_most * (row.single(measured[goal.of]) if goal.of else 1) for goal in row.goals)
    return "met" if row.single(measured["octui"]) <= min(bounds) else "**not met**"
