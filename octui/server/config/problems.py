"""Why a configuration cannot be used as it is written; nothing is run until that is mended."""

from pathlib import Path
from typing import Final, Literal

from octui.lazy_dataclasses import dataclass
from octui.server.errors import NamedError

JSON_ERROR: Final = "ConfigJsonError"
INVALID_ERROR: Final = "ConfigInvalidError"


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A problem of a file, in the two kinds of OpenCode: it is not JSON, or it says what a configuration cannot say.

    The message never repeats the text: it may hold secrets.
    """

    path: Path | str
    message: str
    name: Literal["ConfigJsonError", "ConfigInvalidError"] = INVALID_ERROR

    def __str__(self) -> str:
        return f"{self.path} could not be used: {self.message}"


class ConfigUnusable(NamedError):
    """A run was refused, as rules may be missing from what could be read of the configuration."""

    def __init__(self, problem: ConfigProblem) -> None:
        super().__init__(problem.name, str(problem), path=str(problem.path))
        self.problem = problem
