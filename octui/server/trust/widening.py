"""Whether rules of a project could allow more than the user's rules and the defaults do."""

from collections.abc import Sequence

from octui.server.permissions.rules import is_stricter
from octui.wire.sessions import Rule

WILDCARDS = "*?"


def can_loosen_rules(rules: Sequence[Rule], baseline: Sequence[Rule]) -> bool:
    """Whether a rule is looser than one of the baseline that may match the same; errs on the side of yes."""
    return any(
        is_stricter(standing, than=rule)
        and _can_overlap(standing.permission, rule.permission)
        and _can_overlap(standing.pattern, rule.pattern)
        for rule in rules
        for standing in baseline
    )


def _can_overlap(first: str, second: str) -> bool:
    """Whether a text could match both patterns; False only when their beginnings or ends differ."""
    start = min(_count_literal(first), _count_literal(second))
    end = min(_count_literal(first[::-1]), _count_literal(second[::-1]))
    if first[:start] != second[:start]:
        return False
    if not any(mark in text for text in (first, second) for mark in WILDCARDS):
        return first == second
    # `ls *` matches plain `ls` too, so the space before a last asterisk proves nothing.
    return end == 0 or first[-end:] == second[-end:]


def _count_literal(pattern: str) -> int:
    """How many characters there are before the first wildcard, or before the space of a last ` *`."""
    shown = pattern.removesuffix(" *") if pattern.endswith(" *") else pattern
    ends = [position for mark in WILDCARDS if (position := shown.find(mark)) >= 0]
    return min(ends, default=len(shown))
