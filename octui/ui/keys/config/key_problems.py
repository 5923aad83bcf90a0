"""What is wrong with configured keys, with the place to fix it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyProblem:
    file: str
    line: int
    """From 1; 0 where it is not known."""
    name: str
    """The id as it was written; empty when it is about the whole file."""
    reason: str
    is_note: bool = False
    """Everything works as written: something is only good to know."""

    @property
    def sentence(self) -> str:
        """File, line and id, and what is wrong."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.name}: {self.reason}" if self.name else f"{place}: {self.reason}"


def format_file(path: Path) -> str:
    """The path with the home folder shortened."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
