"""Regular expressions as an earlier start compiled them.

Python compiles them in Python: 130 of them, of Textual and httpx for the most part, take a tenth of the time of all
imports. What comes out is a list of numbers, which C code checks before it is used.
"""

import re
import sys
from contextlib import suppress
from typing import Any, Final, TypeAlias

from octui.start_cache.compiled_before import CompiledBefore

_Source: TypeAlias = tuple[str, int]
"""A pattern and its flags."""

_NEWEST_KNOWN: Final = (3, 13)
"""The version of Python up to which `re` is known to do what is done here."""

_DEBUG: Final = int(re.DEBUG)

_programs: Final = CompiledBefore[_Source]("patterns")
_compiler: Final[Any] = getattr(re, "_compiler")  # noqa: B009  # there is no public way to a program
_compile: Final = _compiler.compile


def use_compiled_patterns() -> None:
    """Take the programs of patterns that were compiled before."""
    if sys.version_info[:2] <= _NEWEST_KNOWN:
        _compiler.compile = _compile_pattern


def leave_patterns() -> None:
    """Compile without the cache from now on."""
    _compiler.compile = _compile


def _compile_pattern(pattern: Any, flags: int = 0) -> Any:
    if type(pattern) is not str or flags & _DEBUG:
        return _compile(pattern, flags)
    source = (pattern, int(flags))
    if (known := _programs.find_compiled(source)) is not None:
        # It may be damaged.
        with suppress(RuntimeError, TypeError, ValueError, OverflowError):
            return _compiler._sre.compile(pattern, *known)
        _programs.forget_compiled(source)
    program = _make_program(pattern, flags)
    _programs.add_compiled(source, program)
    return _compiler._sre.compile(pattern, *program)


def _make_program(pattern: str, flags: int) -> tuple[Any, ...]:
    """What `re` hands to its engine, beside the pattern itself."""
    parsed = _compiler._parser.parse(pattern, flags)
    code = [int(number) for number in _compiler._code(parsed, flags)]
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    return int(flags | state.flags), code, state.groups - 1, state.groupdict, tuple(names)
