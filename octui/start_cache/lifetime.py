"""Decides from when a start uses the cache of earlier ones, and when it saves its own."""

from typing import Final

from octui.start_cache.compiled_before import CompiledBefore
from octui.start_cache.compiled_modules import leave_modules, use_compiled_modules

INTERACTIVE: Final = "octui"
SERVER: Final = "serve"
"""The programs that have a cache each."""


def use_start_cache(program: str = INTERACTIVE) -> None:
    """Begin to use the cache of a program; one that never saves it uses it until it exits."""
    CompiledBefore.program = program
    CompiledBefore.is_in_use = True
    use_compiled_modules()
    # What these import is taken from there.
    from octui.start_cache.compiled_patterns import use_compiled_patterns
    from octui.start_cache.generated_code import use_generated_code

    use_compiled_patterns()
    use_generated_code()


def save_start_cache() -> None:
    """Save what this start used for the next one, and compile without the cache from now on."""
    _compile_without_cache()
    for compiled in CompiledBefore.all:
        compiled.save_compiled()
    CompiledBefore.is_in_use = False


def _compile_without_cache() -> None:
    from octui.start_cache.compiled_patterns import leave_patterns
    from octui.start_cache.generated_code import leave_generated_code

    leave_modules()
    leave_patterns()
    leave_generated_code()
