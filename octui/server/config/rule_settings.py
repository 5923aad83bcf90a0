"""What the settings `permission` and `tools` may be."""

from collections.abc import Mapping
from typing import Final

ACTIONS: Final = ("allow", "ask", "deny")
"""From the loosest to the strictest."""


def is_action(value: object) -> bool:
    return isinstance(value, str) and value in ACTIONS


def find_invalid_setting(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that lead to a value in `permission` or `tools` that is no rule; empty when all are."""
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
