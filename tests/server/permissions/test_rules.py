from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.server.permissions.rules import (
    DEFAULTS,
    Action,
    Rules,
    decide_action,
    get_tool_permission,
    is_action_reachable,
    is_tool_denied,
    matches_wildcard,
    parse_rules,
    parse_tool_switches,
)
from octui.wire.sessions import Rule

TEXTS = st.text(st.sampled_from("ab *?[].\\+(){}^$|\n"), max_size=12)
RULES = st.builds(
    Rule,
    permission=st.just("bash"),
    pattern=TEXTS,
    action=st.sampled_from(["allow", "ask", "deny"]),
)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("*", "rm -rf /\nls", True),
        ("git *", "git push", True),
        ("git *", "git", True),
        ("git *", "gitk", False),
        ("git*", "gitk", True),
        ("*.env", "a/b/.env", True),
        ("?.py", "a.py", True),
        ("?.py", "ab.py", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("/etc/*", "/etc/apt/sources", True),
    ],
)
def test_a_pattern_has_stars_and_question_marks_and_nothing_else(pattern: str, text: str, fits: bool) -> None:
    assert matches_wildcard(pattern, text) is fits


@given(TEXTS)
def test_text_without_wildcards_fits_itself_alone(text: str) -> None:
    plain = text.replace("*", "").replace("?", "")
    assert matches_wildcard(plain, plain)
    assert not matches_wildcard(plain, f"{plain}x")


@given(TEXTS, TEXTS, TEXTS)
def test_a_star_matches_any_text(before: str, between: str, after: str) -> None:
    before, after = before.replace("*", "").replace("?", ""), after.replace("*", "").replace("?", "")
    assert matches_wildcard(f"{before}*{after}", f"{before}{between}{after}")


@pytest.mark.parametrize(
    ("permission", "pattern", "action"),
    [
        ("bash", "ls", "ask"),
        ("edit", "a.py", "ask"),
        ("webfetch", "https://example.com", "ask"),
        ("external_directory", "/etc/*", "ask"),
        ("doom_loop", "read", "ask"),
        ("read", "a.py", "allow"),
        ("read", "config/.env", "ask"),
        ("read", ".env.local", "ask"),
        ("read", ".env.example", "allow"),
        ("glob", "*", "allow"),
        ("question", "*", "allow"),
        ("demo_add", "*", "ask"),
    ],
)
def test_with_no_rules_what_changes_things_is_asked_about(permission: str, pattern: str, action: str) -> None:
    assert decide_action(DEFAULTS, permission, pattern) == action


def test_a_later_rule_wins_over_an_earlier_one() -> None:
    rules = parse_rules({"bash": {"*": "ask", "git *": "allow", "git push *": "deny"}})
    assert [decide_action(rules, "bash", text) for text in ("ls", "git log", "git push", "git push -f")] == [
        "ask",
        "allow",
        "deny",
        "deny",
    ]


def test_one_word_is_a_rule_about_everything() -> None:
    rules = DEFAULTS + parse_rules("allow")
    assert decide_action(rules, "bash", "rm x") == "allow"
    assert decide_action(rules, "external_directory", "/etc/*") == "allow"


def test_a_permission_may_be_named_by_a_pattern() -> None:
    rules = DEFAULTS + parse_rules({"demo_*": "deny"})
    assert decide_action(rules, "demo_add", "*") == "deny"
    assert decide_action(rules, "other_add", "*") == "ask"


def test_everything_that_edits_is_one_permission() -> None:
    assert {get_tool_permission(tool) for tool in ("edit", "write", "apply_patch", "multiedit")} == {"edit"}
    assert parse_rules({"write": "deny"}) == parse_rules({"edit": "deny"})


def test_the_home_folder_has_two_spellings() -> None:
    configured = {"external_directory": {"~/notes/*": "allow", "$HOME/x": "deny", "~": "allow", "~other/*": "deny"}}
    patterns = [rule.pattern for rule in parse_rules(configured, home=Path("/home/ada"))]
    assert patterns == ["/home/ada/notes/*", "/home/ada/x", "/home/ada", "~other/*"]


@pytest.mark.parametrize("configured", [3, "sometimes", ["bash"], {"bash": "maybe"}, {"bash": {"*": 1}}, {"*": []}])
def test_what_is_no_rule_denies(configured: object) -> None:
    assert decide_action(parse_rules("allow") + parse_rules(configured), "bash", "ls") == "deny"


@pytest.mark.parametrize("configured", [None, {}, {"bash": None}, {"bash": {"*": None}}])
def test_what_is_left_out_or_taken_back_is_no_rule(configured: object) -> None:
    assert parse_rules(configured) == ()


def test_switching_a_tool_off_is_a_rule() -> None:
    rules = DEFAULTS + parse_tool_switches({"bash": False, "write": True, "grep": "no"})
    assert is_tool_denied(rules, "bash")
    assert decide_action(rules, "edit", "x") == "allow"
    assert is_tool_denied(rules, "grep")


DOCUMENTED: dict[str, object] = {
    "bash": {"*": "ask", "git *": "allow", "npm *": "allow", "rm *": "deny", "grep *": "allow", "ls": "allow"},
    "edit": {"*": "deny", "packages/web/src/content/docs/*.mdx": "allow"},
    "external_directory": {"~/projects/personal/**": "allow"},
    "webfetch": "deny",
    "demo_*": "allow",
    "read": {"*": "allow", "*.env": "deny", "*.env.*": "deny", "*.env.example": "allow"},
}


@pytest.mark.parametrize(
    ("permission", "pattern", "action"),
    [
        ("bash", "git status", "allow"),
        ("bash", "git", "allow"),
        ("bash", "gitk", "ask"),
        ("bash", "npm run build", "allow"),
        ("bash", "rm -rf x", "deny"),
        ("bash", "rm", "deny"),
        ("bash", "rmdir x", "ask"),
        ("bash", "ls", "allow"),
        ("bash", "ls -l", "ask"),
        ("edit", "src/x.py", "deny"),
        ("edit", "packages/web/src/content/docs/a/b.mdx", "allow"),
        ("external_directory", "/home/ada/projects/personal/x/*", "allow"),
        ("external_directory", "/home/ada/projects/other/*", "ask"),
        ("webfetch", "https://example.com", "deny"),
        ("demo_add", "*", "allow"),
        ("other_add", "*", "ask"),
        ("read", "a/.env", "deny"),
        ("read", ".env.local", "deny"),
        ("read", ".env.example", "allow"),
        ("read", "src/x.py", "allow"),
        ("doom_loop", "bash", "ask"),
        ("glob", "**/*.py", "allow"),
    ],
)
def test_the_documented_configuration_has_the_documented_verdicts(permission: str, pattern: str, action: str) -> None:
    rules = DEFAULTS + parse_rules(DOCUMENTED, home=Path("/home/ada"))
    assert decide_action(rules, permission, pattern) == action


@pytest.mark.parametrize(
    ("configured", "command", "action"),
    [
        ({"*": "ask", "bash": "allow", "edit": "deny"}, "rm x", "allow"),
        ({"bash": "allow", "*": "ask"}, "ls", "ask"),
        ({"bash": {"git *": "allow", "*": "ask"}}, "git status", "ask"),
        ({"bash": {"*": "ask", "git *": "allow", "git commit *": "deny"}}, "git commit -m x", "deny"),
        ({"bash": {"*": "allow", "git push *": "ask", "git push --dry-run*": "allow"}}, "git push --dry-run", "allow"),
        ({"bash": {"?s": "allow", "*": "ask", "l?": "allow"}}, "ls", "allow"),
        ({"b*": "deny"}, "ls", "deny"),
        ("deny", "ls", "deny"),
    ],
)
def test_the_last_rule_that_matches_decides(configured: object, command: str, action: str) -> None:
    assert decide_action(DEFAULTS + parse_rules(configured), "bash", command) == action


def test_a_tool_of_which_some_uses_are_denied_is_still_offered() -> None:
    rules = DEFAULTS + parse_rules({"bash": {"*": "deny", "git *": "ask"}})
    assert not is_tool_denied(rules, "bash")
    assert is_tool_denied(DEFAULTS + parse_rules({"bash": "deny"}), "bash")


def test_an_uncertain_pattern_is_allowed_by_no_rule_about_some() -> None:
    rules = DEFAULTS + parse_rules({"bash": {"echo *": "allow"}})
    assert decide_action(rules, "bash", "echo x > y") == "allow"
    assert decide_action(rules, "bash", "echo x > y", uncertain=True) == "ask"
    assert decide_action(DEFAULTS + parse_rules({"bash": "allow"}), "bash", "echo x > y", uncertain=True) == "allow"


@given(st.lists(RULES), TEXTS)
def test_doubt_never_makes_anything_more_allowed(rules: list[Rule], text: str) -> None:
    held: Rules = tuple(rules)
    if decide_action(held, "bash", text, uncertain=True) == "allow":
        assert decide_action(held, "bash", text) == "allow" or any(rule.pattern in ("*", text) for rule in held)


@pytest.mark.parametrize(
    ("configured", "start", "action", "expected"),
    [
        ("allow", "", "ask", False),
        ({"*": "allow"}, "", "deny", False),
        ({"rm *": "deny", "*": "allow"}, "", "deny", False),
        ({"*": "allow", "rm *": "deny"}, "", "deny", True),
        ({"*": "allow", "rm *": "deny"}, "", "ask", False),
        ({"*": "allow", "rm *": "deny"}, "echo ", "deny", False),
        ({"*": "allow", "rm *": "deny"}, "rm", "deny", True),
        ({"*": "allow", "rm *": "deny"}, "rm -rf ", "deny", True),
        ({"*": "allow", "git push *": "ask"}, "git ", "ask", True),
        ({"*": "allow", "git push *": "ask"}, "git commit ", "ask", False),
        ({"*": "allow", "git push *": "ask", "git *": "allow"}, "git ", "ask", False),
        ({"*": "allow", "*secret*": "deny"}, "cat ", "deny", True),
        ({"*": "allow", "?m x": "deny"}, "rm ", "deny", True),
        ({"git *": "allow"}, "", "ask", True),
        ({"git *": "allow"}, "git log ", "ask", False),
    ],
)
def test_rules_may_meet_what_a_text_may_become(configured: object, start: str, action: Action, expected: bool) -> None:
    assert is_action_reachable(DEFAULTS + parse_rules({"bash": configured}), "bash", start, action) is expected
