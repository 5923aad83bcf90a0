import random
import re
from pathlib import Path

import pytest

from octui.server.permissions.read_rules import ReadRules
from octui.server.permissions.rules import (
    DEFAULTS,
    PersonalRule,
    ProjectRule,
    Rules,
    UntrustedRule,
    label_rules,
    parse_rules,
)
from octui.wire.sessions import Rule
from tests.support.call_count import count_calls


def read_rules(configured: object, top: Path, granted: Rules = ()) -> ReadRules:
    return ReadRules(DEFAULTS + label_rules(parse_rules(configured), PersonalRule), granted, top)


@pytest.mark.parametrize(
    ("configured", "file", "verdict"),
    [
        (None, "src/app.py", "allow"),
        (None, ".env", "ask"),
        (None, "deep/er/.env.local", "ask"),
        (None, ".env.example", "allow"),
        ({"read": {"*.env": "allow"}}, ".env", "allow"),
        ({"read": {"secrets/*": "deny"}}, "secrets/a/b", "deny"),
        ({"read": {"secrets/*": "deny"}}, "public/secrets", "allow"),
        ({"read": "deny"}, "src/app.py", "deny"),
        ({"read": {"*": "deny", "src/*": "allow"}}, "src/app.py", "allow"),
        ({"*": "deny"}, "src/app.py", "deny"),
        # Asking about everything is for whoever searches a whole folder.
        ({"read": "ask"}, "src/app.py", "allow"),
        ({"read": {"*": "ask", "*.key": "ask"}}, "a.key", "ask"),
        ({"grep": "deny"}, "src/app.py", "allow"),
    ],
)
def test_a_file_is_shown_as_the_rules_say(tmp_path: Path, configured: object, file: str, verdict: str) -> None:
    assert read_rules(configured, tmp_path).limit_to_folder(tmp_path).find_verdict(file) == verdict


def test_rules_with_absolute_paths_and_behind_links_count(tmp_path: Path) -> None:
    top = tmp_path / "shop"
    (top / "secrets").mkdir(parents=True)
    (top / "docs").symlink_to("secrets")
    rules = read_rules({"read": {f"{top}/keys/*": "deny", "secrets/*": "deny"}}, top)
    assert rules.limit_to_folder(top).find_verdict("keys/a") == "deny"
    assert rules.limit_to_folder(top / "docs").find_verdict("a") == "deny"
    assert rules.limit_to_folder(top / "src").find_verdict("a") == "allow"


def test_an_answer_for_good_shows_what_was_asked_about_and_never_what_is_denied(tmp_path: Path) -> None:
    granted = parse_rules({"read": {"*": "allow"}})
    folder = read_rules({"read": {"*.key": "deny"}}, tmp_path, granted).limit_to_folder(tmp_path)
    assert (folder.find_verdict(".env"), folder.find_verdict("a.key")) == ("allow", "deny")


def test_what_is_left_out_is_counted_and_named_where_it_can_be_asked_about(tmp_path: Path) -> None:
    folder = read_rules({"read": {"*.key": "deny"}}, tmp_path).limit_to_folder(tmp_path)
    files = ["b/.env", ".env", "a.key", "app.py"]
    searched = folder.collect_hidden(files, contents=True)
    assert searched.describe_omission() == (
        "\n\n(Not included: 2 files that the user must be asked about first (.env, b/.env),"
        " and 1 file that a rule denies reading.)"
    )
    listed = folder.collect_hidden(files, contents=False)
    assert (listed.asked, listed.denied) == ((), 1)
    assert folder.collect_hidden(["app.py"], contents=True).describe_omission() == ""


PATTERNS = ("*", "*.env", "src/*", "*key*", "{top}/src/*", "a?", "*.env.example", "notes *")
FILES = ("a.env", "src/b.py", "key", "ab", "src/c.env", "d.env.example", "notes x", "plain.py", "link")


@pytest.mark.parametrize("seed", range(6))
def test_most_files_are_decided_at_once_as_each_rule_would(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    (tmp_path / "link").symlink_to("/etc/hostname")
    for _ in range(60):
        rules = tuple(
            chance.choice((Rule, PersonalRule, ProjectRule, UntrustedRule))(
                permission=chance.choice(("read", "*", "bash")),
                pattern=chance.choice(PATTERNS).replace("{top}", str(tmp_path)),
                action=chance.choice(("allow", "ask", "deny")),
            )
            for _ in range(chance.randint(0, 5))
        )
        granted = (Rule(permission="read", pattern=chance.choice(PATTERNS), action="allow"),)
        quick, slow = (ReadRules(rules, granted, tmp_path).limit_to_folder(tmp_path) for _ in range(2))
        # As if some rule were about each name.
        vars(slow)["_particular_names"] = re.compile(".*", re.DOTALL)
        assert [quick.find_verdict(file) for file in FILES] == [slow.find_verdict(file) for file in FILES], rules


def test_a_file_that_no_rule_is_about_costs_no_look_at_the_rules(tmp_path: Path) -> None:
    readable = ReadRules(DEFAULTS, (), tmp_path).limit_to_folder(tmp_path)
    readable.collect_hidden(["first"], contents=True)
    calls = count_calls(lambda: readable.collect_hidden([f"src/file{number}" for number in range(1000)], contents=True))
    assert calls < 20_000
