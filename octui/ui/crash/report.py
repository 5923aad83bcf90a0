"""What is said about an error that ended octui: where it happened and on what, without a value or what was typed."""

import os
import platform
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import octui
from octui.platform.error_log import describe_stack, log_exception

ISSUES: Final = "https://github.com/octui/octui/issues"
"""Where reports go."""

_PACKAGE: Final = Path(octui.__file__).parent
_VARIABLES: Final = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX")
_NO_PLACE: Final = "an unknown place"


@dataclass(frozen=True, slots=True)
class CrashReport:
    """An error as it may be shown and published: its message is left out, as it may quote what was typed."""

    kind: str
    """The type of the error."""
    place: str
    """The innermost line of octui's own, as `ui/app.py, line 12, in on_mount`."""
    stack: str
    log: str
    """The file that has the stack too, with the home folder shortened; empty when it could not be written."""
    facts: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        return f"{self.kind} in {self.place}"

    def format_report(self) -> str:
        """The whole report as Markdown."""
        facts = "".join(f"- **{name}**: {value}\n" for name, value in self.facts)
        return f"# octui crashed: {self.sentence}\n\n{facts}\n```\n{self.stack.rstrip()}\n```\n"


def make_crash_report(error: BaseException, server: str = "") -> CrashReport:
    """Describe the error and log it; `server` is the name and version of the one attached to."""
    try:
        log = _shorten_home(str(log_exception(error)))
    except OSError:
        log = ""
    stack = _shorten_home(describe_stack(error))
    return CrashReport(type(error).__name__, _find_place(error), stack, log, tuple(_list_facts(server)))


def _find_place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not frames:
        return _NO_PLACE
    frame = (own or frames)[-1]
    file = Path(frame.filename)
    name = file.relative_to(_PACKAGE) if own else file.name
    return f"{name}, line {frame.lineno}, in {frame.name}"


def _list_facts(server: str) -> Iterator[tuple[str, str]]:
    yield "octui", octui.VERSION
    yield "Python", platform.python_version()
    yield "Textual", version("textual")
    yield "System", platform.platform(terse=True)
    terminal = (f"{name}={os.environ[name]}" for name in _VARIABLES if os.environ.get(name))
    yield "Terminal", " ".join(terminal)
    if server:
        yield "Server", server


def _shorten_home(text: str) -> str:
    """Without the name of the user, which the path of the home folder often is."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
