"""Which parts of a project's `opencode.json` and of its agents and commands are harmless.

Harmless is what names models, agents, commands and instructions as text, and what turns something off. Rules count as
harmless here because those of a project that is not trusted can only be stricter than the user's.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from octui.server.agent.definitions.template_syntax import can_run_shell, list_file_references
from octui.server.config.config_interpolation import has_placeholder
from octui.server.trust.project_trust import is_harmless_file
from octui.server.trust.shapes import EachElement, EachValue, Shape, is_flag, is_number, is_one_of

AGENT_MODES: Final = ("primary", "subagent", "all")


@dataclass(frozen=True)
class HarmlessShapes:
    """The shapes for one project; `foreign_providers` are those that the project itself defines or changes."""

    root: Path
    foreign_providers: Set[str] = frozenset()

    @property
    def configuration(self) -> Shape:
        turned_off = is_one_of(False)
        return {
            "$schema": is_text,
            "agent": EachValue(self.agent),
            "autoshare": turned_off,
            "autoupdate": turned_off,
            "command": EachValue(self.command),
            "compaction": _COMPACTION,
            "default_agent": is_text,
            "formatter": turned_off,
            "instructions": EachElement(self._is_inside),
            "layout": is_text,
            "lsp": turned_off,
            "mcp": EachValue({"enabled": turned_off}),
            "mode": EachValue(self.agent),
            "model": self._is_known_model,
            "permission": is_rules,
            "plugin": is_one_of([]),
            "provider": EachValue({"models": EachValue(_MODEL), "whitelist": is_texts, "blacklist": is_texts}),
            "share": is_one_of("manual", "disabled"),
            "small_model": self._is_known_model,
            "snapshot": is_one_of(True),
            "spending": EachValue(EachValue(is_number)),
            "theme": is_text,
            "tools": is_rules,
            "username": is_text,
        }

    @property
    def agent(self) -> Mapping[str, Any]:
        return {
            "color": is_text,
            "description": is_text,
            "disable": is_flag,
            "hidden": is_flag,
            "maxSteps": is_number,
            "mode": is_one_of(*AGENT_MODES),
            "model": self._is_known_model,
            "name": is_text,
            "permission": is_rules,
            "prompt": is_text,
            "steps": is_number,
            "temperature": is_number,
            "tools": is_rules,
            "top_p": is_number,
            "variant": is_text,
        }

    @property
    def command(self) -> Mapping[str, Any]:
        return {
            "agent": is_text,
            "description": is_text,
            "model": self._is_known_model,
            "subtask": is_flag,
            "template": self.is_plain_template,
            "variant": is_text,
        }

    def is_plain_template(self, value: Any) -> bool:
        """Whether a command's template is only text: no shell commands, and no files from elsewhere."""
        if not is_text(value) or can_run_shell(value):
            return False
        return all(is_harmless_file(_to_path(self.root, name), self.root) for name in list_file_references(value))

    def _is_known_model(self, value: Any) -> bool:
        return is_text(value) and value.partition("/")[0] not in self.foreign_providers

    def _is_inside(self, value: Any) -> bool:
        return is_text(value) and "://" not in value and is_harmless_file(_to_path(self.root, value), self.root)


def is_text(value: Any) -> bool:
    """Text without placeholders: those that are harmless have been replaced before."""
    return isinstance(value, str) and not has_placeholder(value)


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(is_text(element) for element in value)


def is_rules(value: Any) -> bool:
    """A `permission` or `tools` setting of any shape, as long as it is written out and removes none of the user's."""
    if isinstance(value, dict):
        return all(is_text(name) and is_rules(part) for name, part in value.items())
    return is_flag(value) or is_text(value)


_COMPACTION: Final[Mapping[str, Callable[[Any], bool]]] = {
    "auto": is_flag,
    "prune": is_flag,
    "preserve_recent_tokens": is_number,
    "reserved": is_number,
    "tail_turns": is_number,
}
_MODEL: Final[Mapping[str, Any]] = {
    "attachment": is_flag,
    "family": is_text,
    "limit": EachValue(is_number),
    "name": is_text,
    "reasoning": is_flag,
    "release_date": is_text,
    "status": is_text,
    "temperature": is_flag,
    "tool_call": is_flag,
}


def _to_path(root: Path, name: str) -> Path:
    try:
        return root / Path(name).expanduser()
    except RuntimeError:
        # There is no such user.
        return Path("/")
