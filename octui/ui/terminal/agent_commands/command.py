"""A command of the conversation, as the terminal that shows it describes it."""

from dataclasses import dataclass
from time import time
from typing import Final

from octui.render.text.durations import format_duration

MAX_LINE_LENGTH: Final = 200
"""Characters of a command that are looked at for its name."""


@dataclass(slots=True)
class AgentCommand:
    """Where the command stands in the conversation, and what is known about its run; times in epoch milliseconds."""

    session_id: str
    message_id: str
    part_id: str
    text: str
    started: float = 0
    ended: float = 0
    ending: str = ""
    """How it ended, when it neither finished nor failed by itself, or why its end is not known."""
    exit_code: int | None = None
    as_of: str = ""
    """When it was last known to run, as in `as of 14:03`; "" while that is known now."""

    @property
    def name(self) -> str:
        return f"$ {self.text.strip().partition(chr(10))[0][:MAX_LINE_LENGTH]}"

    def format_run_time(self) -> str:
        """How long it ran, or has been running; "" where its start is not known."""
        until = self.ended or time() * 1000
        if not 0 < self.started < until:
            return ""
        seconds = (until - self.started) / 1000
        return format_duration(seconds if self.ended else float(int(seconds))).replace(".0s", "s")

    def describe_run(self, *, has_ended: bool) -> str:
        """How long it has been running, or ran."""
        if has_ended:
            return f"ran {run_time}" if (run_time := self.format_run_time()) else "ended"
        if self.as_of:
            return f"running {self.as_of}"
        return f"running {self.format_run_time()}".rstrip()

    def describe_end(self) -> str:
        """A sentence on how it ended, and what Enter does then."""
        code = "" if self.exit_code is None else f" with exit code {self.exit_code}"
        how = f" ({self.ending})" if self.ending else code
        return f"Ended{how}. Press enter to close this view."
