"""esctest2 against the emulator, in one process: `ESCTEST2=CLONE python -m tests.term.esctest [--record] [CLASS ...]`.

`--record` writes what passed to `esctest.json`.
"""

import ast
import inspect
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Final, Literal, NamedTuple

from octui.term import ByteStream, Screen

RECORD: Final = Path(__file__).with_name("esctest.json")
OPTIONS: Final = ("--expected-terminal=xterm", "--max-vt-level=4", "--xterm-reverse-wrap=383", "--logfile=/dev/null")
EXTRAS: Final = ("--options", "xtermWinopsEnabled", "disableWideChars")
"""The suite writes Latin 1 with 8-bit controls, and reads titles and the screen."""
_MODULES: Final = (
    "esccmd",
    "esc",
    "escargs",
    "escio",
    "esclog",
    "escoding",
    "esctypes",
    "escutil",
    "xwininfo",
    "tests",
)
"""The first one first, as it and another import each other."""

Kind = Literal["passed", "known", "failed"]


class Outcome(NamedTuple):
    """What became of one test; `known` is what the suite itself says xterm does not pass, or did not try."""

    group: str
    name: str
    kind: Kind
    reason: str = ""


class Line:
    """The line between suite and emulator: what is written feeds the stream, what is answered waits to be read."""

    def __init__(self) -> None:
        self.screen = Screen(80, 24)
        self.screen.reports.discloses = True
        # The suite takes it that a terminal is black on white.
        self.screen.colours.foreground, self.screen.colours.background = (0, 0, 0), (255, 255, 255)
        self.screen.write_process_input = self._answered  # type: ignore[method-assign]  # as pyte is used
        self.answers = ""
        self.stream = ByteStream(self.screen)
        self.stream.select_other_charset("@")

    def _answered(self, data: str) -> None:
        self.answers += data

    def write(self, data: bytes) -> int:
        """Feed what the suite prints."""
        self.stream.feed(data)
        return len(data)


class Suite:
    """A clone of esctest2, its input and output joined to an emulator of our own."""

    def __init__(self, clone: Path) -> None:
        self.line = Line()
        with _imports_from(clone / "esctest"):
            self._modules = {name: import_module(name) for name in _MODULES}
            windows = sys.modules["tests.xterm_winops"]
            self._program = _without_start(clone / "esctest" / "esctest.py")
        # Nothing here needs time to get done.
        windows.time = SimpleNamespace(sleep=lambda _: None, time=windows.time.time)  # type: ignore[attr-defined]
        arguments = self._modules["escargs"]
        arguments.args = arguments.parser.parse_args([*OPTIONS, *EXTRAS, "--v=0"])  # type: ignore[attr-defined]
        self._modules["esc"].vtLevel = arguments.args.max_vt_level  # type: ignore[attr-defined]
        self._modules["escio"].read = self._read  # type: ignore[attr-defined]

    def run(self, groups: Sequence[str] = ()) -> Iterator[Outcome]:
        """Run all tests or those of some classes, each on a screen of its own."""
        for group in self._modules["tests"].tests:
            if groups and group.__name__ not in groups:
                continue
            for name, method in inspect.getmembers(group(), inspect.ismethod):
                if name.startswith("test_"):
                    kind, reason = self._outcome(method)
                    yield Outcome(group.__name__, name, kind, reason)

    def _outcome(self, method: Callable[[], None]) -> tuple[Kind, str]:
        types = self._modules["esctypes"]
        self.line = Line()
        self._modules["escio"].stdout_fd = self.line  # type: ignore[attr-defined]
        self._modules["escutil"].gHaveAsserted = False  # type: ignore[attr-defined]
        try:
            self._program.reset()
            method()
            self._modules["escutil"].AssertAssertionAsserted()
        except (types.KnownBug, types.InsufficientVTLevel) as error:
            return "known", _first_line(error)
        except Exception as error:  # noqa: BLE001  # a test of the suite may raise whatever it likes
            return "failed", _first_line(error)
        return "passed", ""

    def _read(self, count: int) -> str:
        """What the emulator answered; a question that stays unanswered fails at once."""
        answers = self.line.answers
        if len(answers) < count:
            raise self._modules["esctypes"].InternalError("no answer")
        self.line.answers = answers[count:]
        return answers[:count]


@contextmanager
def _imports_from(folder: Path) -> Iterator[None]:
    """The suite calls its own package `tests`, as we do: ours is out of the way while it is imported."""
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "tests"}
    for name in ours:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] in _MODULES]:
            del sys.modules[name]
        sys.modules.update(ours)


def _without_start(path: Path) -> ModuleType:
    """The suite's program as a module: its last statement, which runs it, is left out."""
    tree = ast.parse(path.read_text(), str(path))
    del tree.body[-1]
    module = ModuleType(path.stem)
    exec(compile(tree, str(path), "exec"), module.__dict__)
    return module


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]


def recorded() -> dict[str, dict[str, list[str]]]:
    """`passed`: class -> tests; `failed`: reason -> tests with their class."""
    record: dict[str, dict[str, list[str]]] = json.loads(RECORD.read_text())
    return record


def _write_record(outcomes: Sequence[Outcome]) -> None:
    """Keep what passes; failures keep the reason they were given before."""
    reasons = {name: reason for reason, names in recorded()["failed"].items() for name in names}
    passed: dict[str, list[str]] = {}
    failed: dict[str, list[str]] = {}
    for group, name, kind, _ in outcomes:
        if kind == "passed":
            passed.setdefault(group, []).append(name)
        elif kind == "failed":
            failed.setdefault(reasons.get(f"{group}.{name}", "not explained yet"), []).append(f"{group}.{name}")
    RECORD.write_text(json.dumps({"passed": passed, "failed": failed}, indent=1) + "\n")


def main(arguments: Sequence[str]) -> int:
    """Print what passed, and each failure by class."""
    clone = os.environ.get("ESCTEST2")
    if not clone:
        sys.stderr.write("ESCTEST2 does not name a clone of esctest2\n")
        return 2
    groups = [argument for argument in arguments if argument != "--record"]
    outcomes = list(Suite(Path(clone)).run(groups))
    if "--record" in arguments and not groups:
        _write_record(outcomes)
    count = Counter(outcome.kind for outcome in outcomes)
    for group in dict.fromkeys(outcome.group for outcome in outcomes):
        failed = [outcome for outcome in outcomes if outcome.group == group and outcome.kind == "failed"]
        if failed:
            sys.stdout.write(f"{group}: {len(failed)} failed\n")
            sys.stdout.writelines(f"  {outcome.name}: {outcome.reason}\n" for outcome in failed)
    sys.stdout.write(
        f"{count['passed']} passed, {count['known']} known, {count['failed']} failed, of {len(outcomes)}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
