"""From when on a start uses what earlier ones compiled, and when it is saved for the next."""

from octui.start_cache.compiled_before import CompiledBefore
from octui.start_cache.compiled_patterns import leave_patterns, use_compiled_patterns
from octui.start_cache.generated_code import leave_generated_code, use_generated_code


def use_start_cache() -> None:
    """Begin to use it; programs that never save it use it until they end."""
    CompiledBefore.is_in_use = True
    use_compiled_patterns()
    use_generated_code()


def save_start_cache() -> None:
    """Keep what this start used for the next one, and compile as ever from now on."""
    leave_patterns()
    leave_generated_code()
    for compiled in CompiledBefore.all:
        compiled.save_compiled()
    CompiledBefore.is_in_use = False
