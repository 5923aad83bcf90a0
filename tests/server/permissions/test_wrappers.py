"""Programs that run the command in their arguments, such as `timeout 5 git status`."""

from pathlib import Path

import pytest

from octui.server.permissions.commands.patterns import describe_command
from octui.server.permissions.rules import DEFAULTS, GrantedRule
from octui.server.permissions.verdicts import find_used_grants
from tests.server.permissions.test_given_commands import ONE_DENIED, judge
from tests.support.fuzzing.bash_scripts import COMMANDS, WRAPPERS_UNNAMED

GIT_ALLOWED = {"*": "ask", "git *": "allow", "timeout 9 *": "ask", "nice -n 9 *": "deny"}


@pytest.mark.parametrize(
    "wrapper",
    [
        "timeout 5",
        "time",
        "nice",
        "nohup",
        "ionice",
        "stdbuf -oL",
        "watch",
        "sudo",
        "env",
        "xargs",
        "timeout 5 sudo",
        "find . -exec",
    ],
)
def test_the_documented_wrappers_hide_no_command(wrapper: str, tmp_path: Path) -> None:
    """Those that OpenCode's documentation of permissions names."""
    assert judge(f"{wrapper} rm -rf /", tmp_path, ONE_DENIED) == "deny"
    assert judge(f"{wrapper} gh api", tmp_path, {"*": "allow", "gh api *": "deny"}) == "deny"
    assert judge(f"{wrapper} git status", tmp_path, {"*": "allow", "git push *": "deny"}) == "allow"


@pytest.mark.parametrize(
    "script",
    [
        "timeout 5 git status",
        "timeout -k 1 -s KILL 5 nice -n 5 git log --oneline",
        "time git status",
        "time -p git status",
        "nohup git gc",
        "ionice -c 3 git gc",
        "stdbuf -oL git log",
        'timeout 5 git log "$branch"',
        "timeout 5 git log | timeout 5 git shortlog",
    ],
)
def test_a_rule_for_a_command_counts_in_wrappers_that_do_not_change_it(script: str, tmp_path: Path) -> None:
    assert judge(script, tmp_path, GIT_ALLOWED) == "allow"


@pytest.mark.parametrize(
    "script",
    [
        "timeout 9 git status",
        "timeout 5",
        "timeout 5 rm x",
        "timeout 5 git log; rm x",
        "timeout 5 git log > x",
        "timeout 5 git log < x",
        "timeout 5 git -c core.pager=rm log",
        "timeout 5 bash -c 'git log'",
        "timeout 5 sudo git log",
        "timeout 5 ./git log",
        "timeout 5 $x",
        "timeout $x git log",
        "timeout --unknown 5 git log",
        "GIT_PAGER=rm timeout 5 git log",
        "time GIT_PAGER=rm git log",
        "time -o x git log",
        "./timeout 5 git log",
        "'timeout' 5 git log",
        "sudo git log",
        "env git log",
        "xargs git log",
        "watch git log",
    ],
)
def test_any_other_way_to_run_a_command_is_asked_about(script: str, tmp_path: Path) -> None:
    assert judge(script, tmp_path, GIT_ALLOWED) == "ask"


def test_a_rule_that_denies_a_wrapper_still_does(tmp_path: Path) -> None:
    assert judge("nice -n 9 git log", tmp_path, GIT_ALLOWED) == "deny"
    assert judge("nice -n 5 git log", tmp_path, {"*": "deny", "git *": "allow"}) == "deny"


@pytest.mark.parametrize("wrapper", ["timeout 5", "nice -n 5 nohup"])
def test_a_wrapper_never_makes_a_command_more_allowed(wrapper: str, tmp_path: Path) -> None:
    wrapped = [command for command in COMMANDS if judge(f"{wrapper} {command}", tmp_path, WRAPPERS_UNNAMED) == "allow"]
    assert len(wrapped) > 5
    assert {judge(command, tmp_path, WRAPPERS_UNNAMED) for command in wrapped} == {"allow"}


@pytest.mark.parametrize(
    "script",
    [
        "timeout -- $x ls",
        "timeout -k $x 5 ls",
        "nice -n $x ls",
        "time -f $x ls",
        "env -u $x ls",
        "env y=$x ls",
        "sudo -u $x ls",
        "xargs -n $x ls",
        "watch -n $x ls",
        "nice -n * ls",
        "nice -n {5,rm} ls",
        'timeout "5$@" ls',
        'timeout "5${y[@]}" ls',
    ],
)
def test_a_word_before_the_command_that_may_become_several_hides_what_runs(script: str, tmp_path: Path) -> None:
    assert judge(f"x='5 rm'; {script}", tmp_path, ONE_DENIED) == "ask"


@pytest.mark.parametrize("script", ['timeout -k "$x" 5 ls', 'nice -n "$x" ls', "sudo -u root ls"])
def test_a_word_that_stays_one_hides_nothing(script: str, tmp_path: Path) -> None:
    assert judge(script, tmp_path, ONE_DENIED) == "allow"


def test_a_grant_that_allows_a_wrapped_command_counts_as_used(tmp_path: Path) -> None:
    asked = describe_command("timeout 5 git status", tmp_path, (tmp_path,))
    granted = (GrantedRule(permission="bash", pattern="git status *", action="allow", grant_id="grt_1"),)
    assert find_used_grants(DEFAULTS, granted, "bash", asked.patterns, asked.doubts) == {"grt_1"}
