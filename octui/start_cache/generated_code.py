"""The methods that `dataclasses` generates, as an earlier start compiled them.

It writes the source of four or five functions for each class, and compiles it. Of the 150 classes that are made before
the first screen most are Textual's and httpx's, and a tenth of the time of all imports is spent on them. The same
source has the same code, whatever else has changed.
"""

import dataclasses
from typing import Any, Final

from octui.start_cache.compiled_before import CompiledBefore

_codes: Final = CompiledBefore[str]("generated")


def use_generated_code() -> None:
    """Take the code of sources that were compiled before."""
    # There is no setting for it, but a global of this name hides the builtin function that the library calls.
    setattr(dataclasses, "exec", _execute_source)  # noqa: B010  # mypy knows no such attribute


def leave_generated_code() -> None:
    """Compile without the cache from now on."""
    vars(dataclasses).pop("exec", None)


def _execute_source(source: str, *namespaces: dict[str, Any]) -> None:
    if (code := _codes.find_compiled(source)) is None:
        code = compile(source, "<string>", "exec")
        _codes.add_compiled(source, code)
    exec(code, *namespaces)
