"""Which values of the settings `permission`, `tools` and `spending` are valid."""

from collections.abc import Mapping
from typing import Final

ACTIONS: Final = ("allow", "ask", "deny")
"""From the loosest to the strictest."""


def is_action(value: object) -> bool:
    return isinstance(value, str) and value in ACTIONS


def find_invalid_setting(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that lead to a value in `permission` or `tools` that is not a rule; empty when all are."""
    configured, switches = settings.get("permission"), settings.get("tools")
    if configured is not None and not isinstance(configured, Mapping) and not is_action(configured):
        return ("permission",)
    for name, said in configured.items() if isinstance(configured, Mapping) else ():
        if isinstance(said, Mapping):
            for pattern, action in said.items():
                if action is not None and not is_action(action):
                    return ("permission", str(name), str(pattern))
        elif said is not None and not is_action(said):
            return ("permission", str(name))
    if switches is not None and not isinstance(switches, Mapping):
        return ("tools",)
    for name, on in switches.items() if isinstance(switches, Mapping) else ():
        if on is not None and not isinstance(on, bool):
            return ("tools", str(name))
    return ()


def find_invalid_limit(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that lead to a value in `spending` that is not a limit; empty when all are."""
    spending = settings.get("spending")
    if spending is None:
        return ()
    if not isinstance(spending, Mapping):
        return ("spending",)
    for scope, amounts in spending.items():
        if scope not in ("turn", "session") or not isinstance(amounts, Mapping):
            return ("spending", str(scope))
        for measure, amount in amounts.items():
            if measure not in ("calls", "tokens", "cost") or not _is_amount(amount):
                return ("spending", scope, str(measure))
    return ()


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
