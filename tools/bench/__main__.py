"""Measure octui beside the official TUI and other programs: `python -m tools.bench [--quick] [--only NAMES]`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from statistics import median

from tests.support.real_opencode import Unavailable
from tools.bench.clients import BARE, CLIENTS, OCTUI, OFFICIAL, Client
from tools.bench.effort import FULL, QUICK, Effort
from tools.bench.lab import Lab, Unsettled, open_lab
from tools.bench.machine import facts
from tools.bench.measures import Measure, idle, keys, open_200, open_10000, start, stream
from tools.bench.reach import beginning, screens
from tools.bench.report import Results, table
from tools.bench.tmux_pane import Ended

HERE = Path(__file__).parent
BEGIN, END = "<!-- results -->", "<!-- /results -->"
EVERYONE = tuple(client.name for client in CLIENTS)
CLIENTS_ONLY = tuple(client.name for client in CLIENTS if client.speaks)
BESIDE_BARE = (OCTUI.name, OFFICIAL.name, BARE.name)

Failures = dict[str, dict[str, str]]

MEASURES: dict[str, tuple[Measure, tuple[str, ...]]] = {
    "start": (start, EVERYONE),
    "idle": (idle, BESIDE_BARE),
    "open-200": (open_200, CLIENTS_ONLY),
    "open-10000": (open_10000, CLIENTS_ONLY),
    "beginning": (beginning, (OCTUI.name,)),
    "screens": (screens, (OCTUI.name,)),
    "stream": (stream, CLIENTS_ONLY),
    "keys": (keys, BESIDE_BARE),
}
OFTEN = ("start", "open-200", "open-10000", "beginning")


async def run(wanted: list[str], clients: list[Client], effort: Effort) -> tuple[Results, Failures]:
    """Clients alternate within each round, so that changes in the machine's load affect all of them."""
    results: Results = {client.name: {} for client in clients}
    failures: Failures = {client.name: {} for client in clients}
    with open_lab() as lab:
        for client in clients:
            await _once(lab, client, "start", effort, {}, failures[client.name])
        failures = {client.name: {} for client in clients}
        for name in wanted:
            for n in range(effort.rounds if name in OFTEN else effort.runs):
                turn = n % len(clients)
                for client in clients[turn:] + clients[:turn]:
                    if client.name in MEASURES[name][1] and name not in failures[client.name]:
                        await _once(lab, client, name, effort, results[client.name], failures[client.name])
    return results, failures


async def _once(
    lab: Lab, client: Client, name: str, effort: Effort, results: dict[str, list[float]], failed: dict[str, str]
) -> None:
    try:
        numbers = await MEASURES[name][0](lab, client, effort)
    except (Ended, Unsettled, TimeoutError, Unavailable) as failure:
        failed[name] = str(failure).partition("\n")[0].rstrip(":") or type(failure).__name__
        _tell(f"{name:12} {client.name:9} failed: {failure!r}".replace("\\n", "\n"))
        return
    for measure, values in numbers.items():
        results.setdefault(measure, []).extend(values)
    medians = (f"{measure} {median(values):.2f}" for measure, values in numbers.items())
    _tell(f"{name:12} {client.name:9} {'  '.join(medians)}")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _write(machine: dict[str, str], results: Results, failures: Failures) -> None:
    numbers = {
        client: {measure: [round(value, 4) for value in values] for measure, values in measured.items()}
        for client, measured in results.items()
    }
    kept = {"machine": machine, "failures": failures, "numbers": numbers}
    (HERE / "results.json").write_text(json.dumps(kept, separators=(",", ":")).replace('":{', '":\n{') + "\n")
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n\n{_report(machine, results, failures)}\n\n{END}{after}")


def _report(machine: dict[str, str], results: Results, failures: Failures) -> str:
    listed = "\n".join(f"- {name}: {fact}" for name, fact in machine.items())
    return f"{table(results, failures)}\n\n{listed}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="Measure octui beside the official TUI.")
    parser.add_argument("--only", metavar="NAMES", help=f"some of {','.join(MEASURES)}; nothing is written")
    parser.add_argument("--clients", metavar="NAMES", help=f"some of {','.join(EVERYONE)}; nothing is written")
    parser.add_argument("--quick", action="store_true", help="fewer runs; nothing is written")
    parser.add_argument("--write", action="store_true", help="write the results of quick runs too")
    given = parser.parse_args()
    wanted = given.only.split(",") if given.only else [*MEASURES]
    named = given.clients.split(",") if given.clients else EVERYONE
    if unknown := sorted({*wanted} - MEASURES.keys() | {*named} - {*EVERYONE}):
        parser.error(f"there is no {', '.join(unknown)}")
    clients = [client for client in CLIENTS if client.name in named]
    machine = asyncio.run(facts())
    results, failures = asyncio.run(run(wanted, clients, QUICK if given.quick else FULL))
    sys.stdout.write(_report(machine, results, failures) + "\n")
    if not (given.only or given.clients or (given.quick and not given.write)):
        _write(machine, results, failures)


if __name__ == "__main__":
    main()
