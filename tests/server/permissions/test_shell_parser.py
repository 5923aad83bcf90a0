import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.server.permissions.command_patterns import CommandRequest, describe_command
from octui.server.permissions.rules import DEFAULTS, decide_action, parse_rules
from octui.server.permissions.shell_parser import parse_commands
from octui.server.permissions.shell_syntax import UnparsableScript

HERE = Path("/nowhere/project")
BASH = shutil.which("bash")


def ask(script: str, directory: Path = HERE) -> CommandRequest:
    return describe_command(script, directory, (directory,))


def texts(script: str) -> list[str]:
    return [command.text for command in parse_commands(script)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("echo hi; ls -la", ["echo hi", "ls -la"]),
        ("echo hi && ls || rm x", ["echo hi", "ls", "rm x"]),
        ("cat a | grep b |& wc -l", ["cat a", "grep b", "wc -l"]),
        ("sleep 1 & echo done", ["sleep 1", "echo done"]),
        ("echo one\necho two", ["echo one", "echo two"]),
        ("echo 'a; rm b' \"c && d\"", ["echo 'a; rm b' \"c && d\""]),
        ("echo a\\;b", ["echo a\\;b"]),
        ("for i in 1 2 3; do echo line $i; sleep 0.5; done", ["echo line $i", "sleep 0.5"]),
        ("if test -f x; then cat x; else touch x; fi", ["test -f x", "cat x", "touch x"]),
        ("while read a; do echo $a; done", ["read a", "echo $a"]),
        ("(cd x && make)", ["cd x", "make"]),
        ("{ ls; pwd; }", ["ls", "pwd"]),
        ("! grep x y", ["grep x y"]),
        ("echo $(rm -rf /)", ["rm -rf /", "echo $(rm -rf /)"]),
        ("echo `rm x`", ["rm x", "echo `rm x`"]),
        ('echo "$(rm x)"', ["rm x", 'echo "$(rm x)"']),
        ("diff <(ls a) <(ls b)", ["ls a", "ls b", "diff <(ls a) <(ls b)"]),
        ("echo $((1 + $(rm x)))", ["rm x", "echo $((1 + $(rm x)))"]),
        ("echo ${x:-$(rm x)}", ["rm x", "echo ${x:-$(rm x)}"]),
        ("echo ran-$((40+2))", ["echo ran-$((40+2))"]),
        ("ls # rm x", ["ls"]),
        ("echo a#b", ["echo a#b"]),
        ("ls 2>/dev/null", ["ls 2>/dev/null"]),
        ("x=5; echo $x", ["x=5", "echo $x"]),
        ("FOO=bar ls", ["FOO=bar ls"]),
        ("for f in $(rm x); do ls; done", ["rm x", "ls"]),
        ("echo a \\\n b", ["echo a \\\n b"]),
    ],
)
def test_a_script_is_its_simple_commands(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        "echo 'open",
        'echo "open',
        "echo $(ls",
        "echo `ls",
        "cat <<EOF\n$(rm x)\nEOF",
        "case x in y) rm z;; esac",
        "f() { rm x; }",
        "[[ a && b ]]",
        "((x=1))",
        "echo $'a\\x3brm'",
        "echo )",
        "ls ;; rm",
        "a=(1 2)",
        "ls\0rm",
        "echo ${x@P}",
        "$(" * 100 + ")" * 100,
        "(" * 5000,
    ],
)
def test_what_is_not_followed_is_asked_about_whole_and_remembered_never(script: str) -> None:
    with pytest.raises(UnparsableScript):
        parse_commands(script)
    asked = ask(script)
    assert asked.patterns == (script.strip(),)
    assert asked.uncertain == {script.strip()}
    assert asked.always == ()


@pytest.mark.parametrize(
    ("script", "always"),
    [
        ("echo hi; ls -la", ("echo *", "ls *")),
        ("rm -rf build", ("rm *",)),
        ("git push origin main", ("git push *",)),
        ("git", ("git",)),
        ("git -C /x push", ("git -C /x push",)),
        ("npm run dev", ("npm run dev *",)),
        ("npm test", ("npm test *",)),
        ("docker compose up", ("docker compose up *",)),
        ("sudo rm x", ("sudo rm x",)),
        ("bash -c 'rm x'", ("bash -c 'rm x'",)),
        ("/usr/bin/python3 x.py", ("/usr/bin/python3 x.py",)),
        ("find . -name '*.py'", ()),
        ("xargs rm", ("xargs rm",)),
        ("FOO=bar ls", ("FOO=bar ls",)),
        ("echo hi > out.txt", ()),
        ("$CMD x", ()),
        ("r\\m x", ()),
        ("ls; {rm,x}", ()),
    ],
)
def test_always_remembers_a_kind_of_command_and_no_more(script: str, always: tuple[str, ...]) -> None:
    assert ask(script).always == always


@pytest.mark.parametrize(
    "script",
    [
        "echo x; rm y",
        "echo x && rm y",
        "echo x | rm y",
        "echo x & rm y",
        "echo x\nrm y",
        "echo $(rm y)",
        "echo `rm y`",
        'echo "$(rm y)"',
        "echo <(rm y)",
        "echo >(rm y)",
        "echo ${x:=$(rm y)}",
        "echo $((`rm y`))",
        "echo x > /etc/passwd",
        "echo x >> ~/.bashrc",
        "echo x >| y",
        "echo x &> y",
        "> y echo x",
        "PATH=/tmp echo x",
        "PATH=/tmp; echo x",
        "e\\cho x",
        "'echo' x",
        "ec$x ho",
        "echo x; $x",
        "echo 'x",
        "echo x <<EOF\n$(rm y)\nEOF",
        "echo x; (rm y)",
        "echo x; { rm y; }",
        "if rm y; then echo x; fi",
        "for i in $(rm y); do echo x; done",
        "echo\rx; rm y",
        "! rm y",
        "time rm y",
    ],
)
def test_nothing_gets_past_a_rule_that_allows_another_command(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"echo *": "allow"}})
    asked = ask(script)
    actions = [decide_action(rules, "bash", text, uncertain=text in asked.uncertain) for text in asked.patterns]
    assert "ask" in actions


@pytest.mark.parametrize(
    "script", ["echo a", "echo 'a; b' | echo", "echo $x ${y} $((1+2))", "echo a 2>&1", "echo x > /dev/null"]
)
def test_a_rule_allows_what_it_is_about(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"echo *": "allow"}})
    asked = ask(script)
    assert all(
        decide_action(rules, "bash", text, uncertain=text in asked.uncertain) == "allow" for text in asked.patterns
    )


@pytest.mark.parametrize("script", ["r\\m x", "'rm' x", 'r""m x', "ls; \\rm x"])
def test_quotes_hide_nothing_from_a_rule_that_denies(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"*": "allow", "rm *": "deny"}})
    asked = ask(script)
    assert "deny" in [decide_action(rules, "bash", text) for text in (*asked.patterns, *asked.unquoted)]


def test_paths_outside_the_project_are_noticed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "way-out").symlink_to(tmp_path)
    (tmp_path / "secret").write_text("x")
    outside = str(tmp_path.resolve())
    for script in (
        "cat ../secret",
        f"cat {tmp_path}/secret",
        "cat src/../../secret",
        "cat way-out/secret",
        f"echo x > {tmp_path}/new",
        f"tool --file={tmp_path}/secret",
        f"dd of={tmp_path}/new",
        f"ls {tmp_path}/*",
        "cd ..",
    ):
        assert ask(script, project).paths == (outside,), script
    for script in ("cat src/x", "sed '/nowhere/d' src/x", "echo ../secret", "ls /dev/null", "curl https://a.b/c"):
        assert ask(script, project).paths == (), script


FRAGMENTS = st.sampled_from(
    [
        *(
            "aa",
            "bb",
            "cc",
            " ",
            " ",
            " ",
            "\n",
            "\t",
            ";",
            "&&",
            "||",
            "|",
            "&",
            "(",
            ")",
            "{ ",
            " }",
            "!",
            "#",
            "*",
            "~",
        ),
        *("'", '"', "\\", "$", "`", "$(", "$((", "))", "${x", "}", "$x", "<(", ">", "<", "&>", "<<", "EOF", "2>&1"),
        *("x=1 ", "if ", "; then ", "; fi", "for i in 1; do ", "; done", "in ", "case ", "esac", ";;", "[[ ", "]]"),
        *("time ", "{aa,bb}", "!", "*", "~"),
    ]
)

PRELUDE = """
exec 2>/dev/null
PATH=/nonexistent
command_not_found_handle() { printf '%s\\n' "$1" >&9; }
"""


@pytest.mark.skipif(BASH is None, reason="there is no bash to compare with")
def test_bash_tells_what_it_would_run() -> None:
    assert sorted(_run_by_bash("aa; bb | cc $(dd)")) == ["aa", "bb", "cc", "dd"]


@pytest.mark.skipif(BASH is None, reason="there is no bash to compare with")
@settings(max_examples=150)
@given(st.lists(FRAGMENTS, min_size=1, max_size=9).map("".join))
def test_whatever_bash_runs_was_asked_about(script: str) -> None:
    ran = _run_by_bash(script)
    try:
        commands = parse_commands(script)
    except UnparsableScript:
        return
    named = {command.words[0].unquoted for command in commands if command.words and not command.uncertain}
    doubted = any(command.uncertain for command in commands)
    assert doubted or set(ran) <= named, (script, ran, named)


def _run_by_bash(script: str) -> Sequence[str]:
    """The commands bash tried to run; none of them exists."""
    assert BASH is not None
    program = f"{PRELUDE}\n{script}"
    ended = subprocess.run(
        [BASH, "--noprofile", "--norc", "-c", f"exec 9>&1 1>/dev/null\n{program}"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=10,
        cwd="/proc",
    )
    return ended.stdout.decode("utf-8", "replace").split()


@pytest.mark.parametrize(
    "script",
    [
        "cat <<EOF\n$(rm x)\nEOF",
        "[[ -e x ]] && rm x",
        "((x)) && rm x",
        "case x in x) rm x;; esac",
        "f() { rm x; }; f",
        "a=(rm x); ${a[@]}",
        "$'rm' x",
        "coproc rm x",
        "eval 'r''m x'",
        "alias ls='rm x'",
        "trap 'rm x' EXIT",
        ". ./script",
        "x=rm; $x x",
        "`echo rm` x",
        "echo $[ #$(rm x)\n ]",
        'echo "$\\\n(rm x)"',
        "echo <\\\n(rm x)",
        "{r,}m x",
    ],
)
def test_a_script_that_may_hide_commands_says_so(script: str) -> None:
    assert ask(script).unreadable


@pytest.mark.parametrize("script", ["ls -l", "echo $(rm x)", "git status && git diff > changes", "echo '$[ x'"])
def test_a_script_that_shows_its_commands_is_readable(script: str) -> None:
    assert not ask(script).unreadable


@pytest.mark.parametrize("script", ["sed -i s/a/b/ x", "tar xf x", "printf -v x y", "test -v x", "read x", "make all"])
def test_no_always_is_offered_for_the_bare_name_of_what_runs_others(script: str) -> None:
    assert ask(script).always == (script,)
