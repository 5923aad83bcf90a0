"""What is wrong with configured keys, with the place to fix it."""

from dataclasses import dataclass


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
