"""Permission rules: the last one that matches decides, but no project loosens what the user's own rules say."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from octui.server.config.setting_checks import ACTIONS, is_action
from octui.wire.sessions import Rule

Action = Literal["allow", "ask", "deny"]
Rules = tuple[Rule, ...]

ANYTHING: Final = "*"
EDITING: Final = frozenset({"edit", "write", "multiedit", "apply_patch", "patch"})
"""Tools that change files; all need the permission `edit`."""

STRICTNESS: Final = {action: level for level, action in enumerate(ACTIONS)}


class PersonalRule(Rule, frozen=True):
    """A rule of the user's own configuration."""


class ProjectRule(Rule, frozen=True):
    """A rule of a project that the user trusts; where a rule of the user's own matches too, it can only be stricter."""


class UntrustedRule(ProjectRule, frozen=True):
    """A rule of a project that the user does not trust; it can only be stricter than the rules of others."""


class GrantedRule(Rule, frozen=True, kw_only=True):
    """What the user allowed without being asked again."""

    grant_id: str


SourceRule = TypeVar("SourceRule", bound=Rule)

_HARMLESS_TOOLS: Final = (
    *("read", "glob", "grep", "list", "lsp", "codesearch", "websearch"),
    *("task", "skill", "todoread", "todowrite", "question", "invalid"),
)

DEFAULTS: Final[Rules] = (
    *(Rule(permission=tool, pattern="*", action="allow") for tool in _HARMLESS_TOOLS),
    Rule(permission="doom_loop", pattern="*", action="ask"),
    Rule(permission="external_directory", pattern="*", action="ask"),
    Rule(permission="bash", pattern="*", action="ask"),
    Rule(permission="edit", pattern="*", action="ask"),
    Rule(permission="webfetch", pattern="*", action="ask"),
    Rule(permission="read", pattern="*.env", action="ask"),
    Rule(permission="read", pattern="*.env.*", action="ask"),
    Rule(permission="read", pattern="*.env.example", action="allow"),
)
"""The default rules: ask before changing anything or leaving the project.

What no rule is about, such as a tool of an MCP server, is asked about too.
"""

_UNRULED: Final = Rule(permission="*", pattern="*", action="ask")


def get_tool_permission(tool: str) -> str:
    """The permission a tool needs."""
    return "edit" if tool in EDITING else tool


def parse_rules(configured: object, home: Path | None = None) -> Rules:
    """The rules in a `permission` setting; where it cannot be understood, it denies."""
    if configured is None:
        return ()
    if not isinstance(configured, Mapping):
        return (Rule(permission=ANYTHING, pattern=ANYTHING, action=_parse_action(configured)),)
    rules: list[Rule] = []
    for name, said in configured.items():
        permission = get_tool_permission(str(name))
        if isinstance(said, Mapping):
            rules += [
                Rule(
                    permission=permission,
                    pattern=_expand_home_pattern(str(pattern), home),
                    action=_parse_action(action),
                )
                for pattern, action in said.items()
                if action is not None
            ]
        elif said is not None:
            rules.append(Rule(permission=permission, pattern=ANYTHING, action=_parse_action(said)))
    return tuple(rules)


def parse_tool_switches(switches: object) -> Rules:
    """The rules in a `tools` setting, which only enables or disables tools; anything but `true` disables."""
    if not isinstance(switches, Mapping):
        return () if switches is None else (Rule(permission=ANYTHING, pattern=ANYTHING, action="deny"),)
    return tuple(
        Rule(permission=get_tool_permission(str(name)), pattern=ANYTHING, action="allow" if on is True else "deny")
        for name, on in switches.items()
        if on is not None
    )


def label_rules(rules: Iterable[Rule], source: type[SourceRule]) -> tuple[SourceRule, ...]:
    """The same rules as rules of this source."""
    return tuple(source(permission=rule.permission, pattern=rule.pattern, action=rule.action) for rule in rules)


def find_deciding_rule(rules: Iterable[Rule], permission: str, pattern: str, *, uncertain: bool = False) -> Rule:
    """The rule that decides for this pattern.

    An uncertain pattern is one whose text does not show everything it does: only a rule for all patterns
    or for exactly this one can allow it.
    """

    def applies(rule: Rule) -> bool:
        if uncertain and rule.action == "allow" and rule.pattern not in (ANYTHING, pattern):
            return False
        return matches_wildcard(rule.permission, permission) and matches_wildcard(rule.pattern, pattern)

    return _find_last_rule(rules, applies) or _UNRULED


def decide_action(rules: Iterable[Rule], permission: str, pattern: str, *, uncertain: bool = False) -> Action:
    return cast(Action, find_deciding_rule(rules, permission, pattern, uncertain=uncertain).action)


def is_action_reachable(rules: Iterable[Rule], permission: str, start: str, action: Action) -> bool:
    """Whether these rules have this action for some of the texts that begin so."""
    reachable = by_user = by_others = False
    for rule in rules:
        if not matches_wildcard(rule.permission, permission):
            continue
        if isinstance(rule, ProjectRule):
            kept = by_others if isinstance(rule, UntrustedRule) else by_user
            reachable = _stays_reachable(reachable, rule, start, action) or kept
            continue
        reachable = _stays_reachable(reachable, rule, start, action)
        by_others = _stays_reachable(by_others, rule, start, action)
        by_user = _stays_reachable(by_user, rule, start, action) if isinstance(rule, PersonalRule) else by_user
    return reachable


def _stays_reachable(reachable: bool, rule: Rule, start: str, action: Action) -> bool:
    if _covers_start(rule.pattern, start):
        return rule.action == action
    return reachable or (rule.action == action and _may_begin_with(rule.pattern, start))


def _covers_start(pattern: str, start: str) -> bool:
    """Whether a pattern matches all texts that begin so."""
    fixed = pattern.removesuffix("*")
    return fixed != pattern and not {"*", "?"} & set(fixed) and start.startswith(fixed)


def _may_begin_with(pattern: str, start: str) -> bool:
    """Whether a pattern matches some text that begins so."""
    fixed = re.split(r"[*?]", pattern, maxsplit=1)[0]
    return fixed.startswith(start) or start.startswith(fixed) or fixed.rstrip(" ") == start.rstrip(" ")


def is_tool_denied(rules: Iterable[Rule], tool: str) -> bool:
    """Whether a tool is denied for all arguments, so that it need not be offered to the model."""
    permission = get_tool_permission(tool)
    last = _find_last_rule(rules, lambda rule: matches_wildcard(rule.permission, permission))
    return last is not None and last.action == "deny" and last.pattern == ANYTHING


def matches_wildcard(pattern: str, text: str) -> bool:
    """`*` matches any text and `?` any character; `ls *` also matches plain `ls`."""
    return build_wildcard_regex(pattern).fullmatch(text) is not None


def is_stricter(rule: Rule, than: Rule) -> bool:
    asking = STRICTNESS["ask"]
    return STRICTNESS.get(rule.action, asking) > STRICTNESS.get(than.action, asking)


def _find_last_rule(rules: Iterable[Rule], applies: Callable[[Rule], bool]) -> Rule | None:
    """The last rule that applies, unless it is a project's and looser than one that projects cannot loosen."""
    decided: Rule | None = None
    personal: Rule | None = None
    standing: Rule | None = None
    for rule in rules:
        if not applies(rule):
            continue
        if isinstance(rule, ProjectRule):
            floor = (standing or _UNRULED) if isinstance(rule, UntrustedRule) else personal
            decided = floor if floor is not None and is_stricter(floor, rule) else rule
        else:
            decided = standing = rule
            personal = rule if isinstance(rule, PersonalRule) else personal
    return decided


@lru_cache(maxsize=4096)
def build_wildcard_regex(pattern: str) -> re.Pattern[str]:
    """A pattern that matches the whole of what a rule's pattern is about."""
    regex = "".join({"*": ".*", "?": "."}.get(character) or re.escape(character) for character in pattern)
    if pattern.endswith(" *"):
        regex = regex.removesuffix(re.escape(" ") + ".*") + "(?: .*)?"
    return re.compile(regex, re.DOTALL)


def _parse_action(value: object) -> str:
    return str(value) if is_action(value) else "deny"


def _expand_home_pattern(pattern: str, home: Path | None) -> str:
    """Expands `~/x` and `$HOME/x`."""
    for spelling in ("~", "$HOME"):
        if pattern == spelling or pattern.startswith(f"{spelling}/"):
            return f"{home or Path.home()}{pattern.removeprefix(spelling)}"
    return pattern
