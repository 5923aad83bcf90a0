"""What rules and "always" answers say about a whole request: all of its patterns, and what those may hide."""

import re
from collections.abc import Collection

from msgspec.structs import replace

from octui.server.permissions.pattern_doubts import ANY_COMMAND, PatternDoubts
from octui.server.permissions.rules import (
    ANYTHING,
    Action,
    GrantedRule,
    Rules,
    decide_action,
    find_deciding_rule,
    is_action_reachable,
)
from octui.wire.sessions import Rule


def find_denying_rule(rules: Rules, permission: str, patterns: Collection[str], doubts: PatternDoubts) -> Rule | None:
    """The rule that denies one of the patterns, however it is spelled."""
    for pattern in (*patterns, *(spelling for _, spelling in doubts.spellings)):
        rule = find_deciding_rule(rules, permission, pattern)
        if rule.action == "deny":
            return rule
    return _find_rule_for_other_name(rules, permission, doubts, "deny")


def is_request_allowed(
    rules: Rules, granted: Rules, permission: str, patterns: Collection[str], doubts: PatternDoubts
) -> bool:
    """Whether a rule or an "always" answer allows each pattern; an "always" never overrides a deny rule.

    A rule for exactly this pattern was written for all that it does; another one has to allow its other spellings
    too, and counts for nothing while the pattern may hide what a rule denies or asks for. A program that was not read
    is allowed by a rule that names how it is brought along, or by any where no rule is about particular commands.
    """
    if find_denying_rule(rules, permission, patterns, doubts) is not None:
        return False
    if _find_rule_for_other_name((*rules, *granted), permission, doubts, "ask") is not None:
        return False
    is_hiding = _may_hide_restricted(rules, granted, permission, doubts)
    is_restricting = bool(doubts.unread_programs) and _is_some_command_restricted((*rules, *granted), permission)
    for pattern in patterns:
        uncertain = pattern in doubts.uncertain
        rule = find_deciding_rule(rules, permission, pattern, uncertain=uncertain)
        grant = find_deciding_rule(granted, permission, pattern, uncertain=uncertain)
        is_literal = "*" not in pattern and "?" not in pattern
        if is_literal and pattern in (allowing.pattern for allowing in (rule, grant) if allowing.action == "allow"):
            continue
        if is_restricting and pattern in doubts.unread_programs and not (_names_start(rule) or _names_start(grant)):
            return False
        if is_hiding or not _is_allowed_by_either(rules, granted, permission, pattern, doubts):
            return False
    return True


def find_used_grants(
    rules: Rules, granted: Rules, permission: str, patterns: Collection[str], doubts: PatternDoubts
) -> set[str]:
    """The ids of the grants that a request which is allowed needs."""
    texts = dict.fromkeys((*patterns, *(spelling for _, spelling in doubts.spellings)))
    needed = [text for text in texts if decide_action(rules, permission, text) != "allow"]
    deciding = [find_deciding_rule(granted, permission, text) for text in needed or patterns]
    return {rule.grant_id for rule in deciding if isinstance(rule, GrantedRule)}


def _find_rule_for_other_name(rules: Rules, permission: str, doubts: PatternDoubts, action: Action) -> Rule | None:
    """The rule of this action that was written for another name of a pattern, and not for all patterns."""
    decisive = (find_deciding_rule(rules, permission, name) for name in doubts.other_names)
    return next((rule for rule in decisive if rule.action == action and rule.pattern != ANYTHING), None)


def _is_allowed_by_either(rules: Rules, granted: Rules, permission: str, pattern: str, doubts: PatternDoubts) -> bool:
    """Whether the rules or the "always" answers allow a pattern and its other spellings."""

    def is_allowed(text: str, *, uncertain: bool = False) -> bool:
        return any(decide_action(known, permission, text, uncertain=uncertain) == "allow" for known in (rules, granted))

    spellings = [spelling for about, spelling in doubts.spellings if about == pattern]
    if pattern in doubts.uncertain:
        return is_allowed(pattern, uncertain=True) and all(map(is_allowed, spellings))
    texts = (pattern, *spellings)
    return all(is_allowed(text) or _is_unrestricted_wrapper(rules, permission, text, doubts) for text in texts)


def _is_unrestricted_wrapper(rules: Rules, permission: str, text: str, doubts: PatternDoubts) -> bool:
    """Whether a text is that of a wrapper, and no rule asks about it but those that ask about all commands."""
    if text not in doubts.wrappers:
        return False
    rule = find_deciding_rule(_drop_general_asks(rules), permission, text)
    return rule.action == "allow" or _is_general_ask(rule)


def _drop_general_asks(rules: Rules) -> Rules:
    return tuple(rule for rule in rules if not _is_general_ask(rule))


def _is_general_ask(rule: Rule) -> bool:
    return rule.pattern == ANYTHING and rule.action == "ask"


def _may_hide_restricted(rules: Rules, granted: Rules, permission: str, doubts: PatternDoubts) -> bool:
    """Whether what the patterns do not show may be denied, or needs an answer that was not given."""
    particular = _drop_general_asks((*rules, *granted))
    return any(
        is_action_reachable(rules, permission, start, "deny")
        or is_action_reachable(particular if start in doubts.wrappers else (*rules, *granted), permission, start, "ask")
        for start in doubts.open_starts
    )


def _names_start(rule: Rule) -> bool:
    """Whether a rule allows more words than the name of a program, such as `python -c *`."""
    return rule.action == "allow" and " " in re.split(r"[*?]", rule.pattern, maxsplit=1)[0].strip()


def _is_some_command_restricted(rules: Rules, permission: str) -> bool:
    """Whether a rule that is not for all patterns denies or asks, and none for all patterns overrules it."""
    about_some = tuple(
        replace(rule, action="allow") if rule.pattern == ANYTHING and rule.action != "allow" else rule for rule in rules
    )
    return any(is_action_reachable(about_some, permission, ANY_COMMAND, action) for action in ("deny", "ask"))
