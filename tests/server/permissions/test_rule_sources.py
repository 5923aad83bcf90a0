"""Whose rules decide: a project can always be stricter, and never looser than the user's own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.server.permissions.rules import (
    DEFAULTS,
    STRICTNESS,
    PersonalRule,
    ProjectRule,
    Rules,
    UntrustedRule,
    decide_action,
    is_action_reachable,
    is_tool_denied,
    label_rules,
    parse_rules,
)
from octui.wire.sessions import Rule

COMMANDS = ("git status", "git push", "git push --force", "ls", "rm -rf /")
PATTERNS = ("*", "git *", "git push*", "ls", "ls *", "rm *")
RULE_LISTS = st.lists(
    st.builds(
        Rule,
        permission=st.sampled_from(["bash", "*"]),
        pattern=st.sampled_from(PATTERNS),
        action=st.sampled_from(["allow", "ask", "deny"]),
    ),
    max_size=4,
)


def build_rules(personal: object, project: object, source: type[ProjectRule]) -> Rules:
    return DEFAULTS + label_rules(parse_rules(personal), PersonalRule) + label_rules(parse_rules(project), source)


@pytest.mark.parametrize(
    ("personal", "project", "command", "untrusted", "trusted"),
    [
        ({}, "allow", "ls", "ask", "allow"),
        ({}, {"bash": {"ls": "allow"}}, "ls", "ask", "allow"),
        ({}, {"bash": "deny"}, "ls", "deny", "deny"),
        ({}, {"bash": {"*": "deny", "ls": "ask"}}, "ls", "ask", "ask"),
        ({"bash": "deny"}, "allow", "ls", "deny", "deny"),
        ({"bash": "ask"}, "allow", "ls", "ask", "ask"),
        ({"bash": "allow"}, {"bash": "ask"}, "ls", "ask", "ask"),
        ({"bash": {"git push*": "deny"}}, {"bash": "allow"}, "git push", "deny", "deny"),
        ({"bash": {"git push*": "deny"}}, {"bash": "allow"}, "git status", "ask", "allow"),
        ({"bash": {"git push*": "deny"}}, {"bash": {"git push*": "ask"}}, "git push", "deny", "deny"),
        ({"bash": {"*": "deny", "ls": "allow"}}, {"bash": {"ls": "ask"}}, "ls", "ask", "ask"),
        ({"bash": {"*": "deny", "ls": "allow"}}, {"*": "allow"}, "ls", "allow", "allow"),
    ],
)
def test_a_project_is_only_as_loose_as_the_user_lets_it_be(
    personal: object, project: object, command: str, untrusted: str, trusted: str
) -> None:
    assert decide_action(build_rules(personal, project, UntrustedRule), "bash", command) == untrusted
    assert decide_action(build_rules(personal, project, ProjectRule), "bash", command) == trusted


@given(RULE_LISTS, RULE_LISTS, RULE_LISTS, st.sampled_from(COMMANDS))
def test_no_project_loosens_what_was_decided_without_it(
    personal: list[Rule], project: list[Rule], own: list[Rule], command: str
) -> None:
    mine = DEFAULTS + label_rules(personal, PersonalRule)
    agents = label_rules(own, PersonalRule)
    without = STRICTNESS[decide_action(mine + agents, "bash", command)]
    limited = mine + label_rules(project, UntrustedRule) + agents + label_rules(project, UntrustedRule)
    assert STRICTNESS[decide_action(limited, "bash", command)] >= without
    trusted = mine + label_rules(project, ProjectRule) + agents + label_rules(project, ProjectRule)
    only_mine = label_rules(personal, PersonalRule) + agents
    if any(decide_action((rule,), "bash", command) == rule.action != "ask" for rule in only_mine):
        decided = decide_action(only_mine, "bash", command)
        assert STRICTNESS[decide_action(trusted, "bash", command)] >= STRICTNESS[decided]


def test_a_tool_the_user_denies_is_not_offered_because_a_project_allows_it() -> None:
    for source in (ProjectRule, UntrustedRule):
        assert is_tool_denied(build_rules({"bash": "deny"}, {"bash": {"ls": "allow"}}, source), "bash")
        assert is_tool_denied(build_rules({"bash": "deny"}, "allow", source), "bash")
        assert is_tool_denied(build_rules({}, {"bash": "deny"}, source), "bash")


def test_a_script_that_may_hide_what_the_user_denies_stays_doubtful() -> None:
    denied = {"bash": {"*": "allow", "rm *": "deny"}}
    assert is_action_reachable(build_rules(denied, "allow", ProjectRule), "bash", "", "deny")
    assert is_action_reachable(build_rules({}, "allow", UntrustedRule), "bash", "", "ask")
    assert not is_action_reachable(build_rules({}, "allow", ProjectRule), "bash", "", "ask")
