from pathlib import Path

import pytest

from octui.server.permissions.read_rules import ReadRules
from octui.server.permissions.rules import DEFAULTS, PersonalRule, Rules, label_rules, parse_rules


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
