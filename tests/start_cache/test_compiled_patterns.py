import re
from typing import Any

import pytest

from octui.start_cache import compiled_patterns
from octui.start_cache.lifetime import save_start_cache, use_start_cache

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The patterns that Python's own compiler is given."""
    seen: list[str] = []
    make_program = compiled_patterns._make_program

    def count(pattern: str, flags: int) -> tuple[Any, ...]:
        seen.append(pattern)
        return make_program(pattern, flags)

    monkeypatch.setattr(compiled_patterns, "_make_program", count)
    return seen


def _compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    re.purge()
    return re.compile(pattern, flags)


PATTERNS = [
    (r"(?P<name>\w+)\s*=\s*(?P<value>[^;]*)(;|$)", 0),
    (r"^(a|b)*?c(?=d)(?<!x)\1", re.MULTILINE),
    (r"(?i)straße|[α-ω]{2,5}+", 0),
    ("verbose   # remark\n (?:x|y)", re.VERBOSE | re.ASCII),
    (r"[^\W\d_]+\N{BULLET}?", re.DOTALL),
]


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_pattern_is_the_same_from_the_next_start_on(compiled: list[str], pattern: str, flags: int) -> None:
    standard = _compile(pattern, flags)
    use_start_cache()
    first = _compile(pattern, flags)
    assert compiled == [pattern]
    save_start_cache()
    use_start_cache()
    second = _compile(pattern, flags)
    assert compiled == [pattern]
    assert standard == first == second
    assert (second.flags, second.groups, second.groupindex) == (standard.flags, standard.groups, standard.groupindex)


def test_other_flags_make_another_pattern(compiled: list[str]) -> None:
    use_start_cache()
    assert _compile("a").match("A") is None
    assert _compile("a", re.IGNORECASE).match("A")
    assert len(compiled) == 2
    assert _compile(r"\d").match("١")
    assert re.compile(rb"\d").match(b"1")


def test_a_mistake_in_a_pattern_is_reported_as_ever() -> None:
    use_start_cache()
    with pytest.raises(re.error, match="missing \\)"):
        _compile("(")


def test_a_damaged_program_is_replaced(compiled: list[str]) -> None:
    use_start_cache()
    _compile("abc")
    save_start_cache()
    use_start_cache()
    flags, code, *rest = compiled_patterns._programs.find_compiled(("abc", 0))
    compiled_patterns._programs.forget_compiled(("abc", 0))
    compiled_patterns._programs.add_compiled(("abc", 0), (flags, [*code[:-2], 99], *rest))
    save_start_cache()
    for programs_made in (1, 0):
        compiled.clear()
        use_start_cache()
        assert _compile("abc").match("abc")
        save_start_cache()
        assert len(compiled) == programs_made
