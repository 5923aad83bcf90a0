from pathlib import Path

import pytest

from octui.server.permissions.commands.patterns import CommandRequest, describe_command
from octui.server.permissions.rules import DEFAULTS, decide_action, parse_rules
from octui.server.permissions.shell.parser import parse_script
from octui.server.permissions.shell.syntax import UnparsableScript
from octui.server.permissions.verdicts import is_request_allowed
from octui.wire.sessions import Rule

HERE = Path("/nowhere/project")


def ask(script: str, directory: Path = HERE) -> CommandRequest:
    return describe_command(script, directory, (directory,))


def texts(script: str) -> list[str]:
    return [command.text for command in parse_script(script).commands]


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
        ("cat <<EOF\n$(rm x) $y\nEOF", ["cat <<EOF\n$(rm x) $y\nEOF", "rm x"]),
        ("cat <<'EOF' && ls\n$(rm x) `rm y`\nEOF", ["cat <<'EOF' && ls\n$(rm x) `rm y`\nEOF", "ls"]),
        ("python3 - <<'EOF'\nrm(x)\nEOF", ["python3 - <<'EOF'\nrm(x)\nEOF"]),
        ("cat x - <<EOF\n$(rm x)\nEOF", ["cat x - <<EOF\n$(rm x)\nEOF", "rm x"]),
        ("cat <<-EOF | rm x\n\ta\n\tEOF", ["cat <<-EOF | rm x\n\ta\n\tEOF", "rm x"]),
        ("[[ -e x && $(rm y) ]] && ls", ["rm y", "ls"]),
        ("((x = 1 + $(rm x)))", ["rm x"]),
        ("case $(ls) in x|'y') rm z;; *) pwd;; esac", ["ls", "rm z", "pwd"]),
        ("f() { rm x; }; f", ["rm x", "f"]),
        ("function f { rm x; }", ["rm x"]),
        ("a=(1 $(rm x)); ls ${a[$(rm y)]}", ["rm x", "a=(1 $(rm x))", "rm y", "ls ${a[$(rm y)]}"]),
        ("echo $'a\\'; rm x'", ["echo $'a\\'; rm x'"]),
        ("select x in $(rm a); do ls; done", ["rm a", "ls"]),
        ("for ((i=$(rm a); i<3; i++)); do ls; done", ["rm a", "ls"]),
        ("export A=$(rm x) B", ["rm x", "export A=$(rm x) B"]),
        ("cat <<< $(rm x) > /dev/null", ["rm x", "cat <<< $(rm x) > /dev/null"]),
        ("a | b > f", ["a", "b", "> f"]),
        ("tee >(rm x) < <(rm y)", ["rm x", "tee >(rm x) < <(rm y)", "rm y"]),
        ("> f rm x", ["> f rm x"]),
        ("until rm x; do ls; done &", ["rm x", "ls"]),
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
        "cat <<EOF\n`rm x`\nEOF",
        "cat <<EOF\n$(rm x)\n \\\nEOF\nEOF",
        "cat <<A <<B\n$(rm x)\nA\nB",
        "cat <<$x\n$x",
        "echo )",
        "ls\0rm",
        "ls\rrm x",
        "ls\u00a0rm",
        "ls \x01",
        "echo ${ rm x; }",
        'echo $"rm"',
        'echo "$\\\n(rm x)"',
        "echo <\\\n(rm x)",
        "echo $[ #$(rm x)\n ]",
        "echo `echo \\`rm x\\``",
        "echo >&'$(rm x)'",
        "echo >&2'$(rm x)'",
        "(ls) > f rm",
        "x=(rm 1)echo rm",
        "coproc rm x",
        "if ls; then rm x",
        "x" * 70_000,
        "$(" * 100 + ")" * 100,
        "(" * 5000,
    ],
)
def test_what_is_not_followed_is_asked_about_whole_and_remembered_never(script: str) -> None:
    with pytest.raises(UnparsableScript):
        parse_script(script)
    asked = ask(script)
    assert asked.patterns == (script.strip(),)
    assert asked.doubts.uncertain == {script.strip()}
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
        ("npm exec tsc --watch", ("npm exec tsc *",)),
        ("git stash pop", ("git stash pop *",)),
        ("git config user.name x", ("git config user.name x",)),
        ("git grep -Orm x", ()),
        ("git -c alias.x='!rm' x", ()),
        ("git fetch --upload-pac=rm x", ()),
        ("aws s3 ls", ("aws s3 ls *",)),
        ("gh pr list", ("gh pr list *",)),
        ("docker run x", ("docker run x",)),
        ("sudo rm x", ("sudo rm x",)),
        ("bash -c 'rm x'", ("bash -c 'rm x'",)),
        ("/usr/bin/python3 x.py", ("/usr/bin/python3 x.py",)),
        ("find . -name '*.py'", ()),
        ("xargs rm", ("xargs rm",)),
        ("timeout 5 git status", ("timeout 5 git status",)),
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
    actions = [decide_action(rules, "bash", text, uncertain=text in asked.doubts.uncertain) for text in asked.patterns]
    assert "ask" in actions


@pytest.mark.parametrize(
    "script", ["echo a", "echo 'a; b' | echo", "echo $x ${y} $((1+2))", "echo a 2>&1", "echo x > /dev/null"]
)
def test_a_rule_allows_what_it_is_about(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"echo *": "allow"}})
    asked = ask(script)
    assert all(
        decide_action(rules, "bash", text, uncertain=text in asked.doubts.uncertain) == "allow"
        for text in asked.patterns
    )


@pytest.mark.parametrize("script", ["r\\m x", "'rm' x", 'r""m x', "ls; \\rm x"])
def test_quotes_hide_nothing_from_a_rule_that_denies(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"*": "allow", "rm *": "deny"}})
    asked = ask(script)
    assert "deny" in [
        decide_action(rules, "bash", text)
        for text in (*asked.patterns, *(spelling for _, spelling in asked.doubts.spellings))
    ]


@pytest.mark.parametrize(
    "script",
    [
        "cd",
        "cd -",
        "cat ~/x",
        "cat ~root/x",
        "cat $HOME/x",
        "cat ${HOME}/x",
        "cat $PWD/../x",
        'cat "$PWD"/../../x',
        "git -C/etc log",
        "cp -t/etc x",
        "cp --target-directory=/etc x",
        "cat /etc/{passwd,group}",
        "cat {/etc/passwd,x}",
        "d=/etc; cat $d/passwd",
        "for f in /etc/*; do cat $f; done",
        "cat $(pwd)/../x",
        "cat $unset_here/x",
        "cat $(ls x)",
        "read f; cat $f",
        "sudo cat /etc/passwd",
        "bash -c 'cat /etc/passwd'",
        "find . -exec cp {} /etc +",
        "cat < /etc/passwd",
        "cat x/$y/../../..",
    ],
)
def test_paths_that_may_lead_outside_are_asked_about(tmp_path: Path, script: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    assert ask(script, project).paths


@pytest.mark.parametrize(
    "script",
    [
        "cat $PWD/x",
        "cd src",
        "for f in *.py; do cat $f; done",
        "d=src; ls $d/x",
        "echo $x $HOME",
        "git commit -m \"$(cat <<'EOF'\nUse ../x\nEOF\n)\"",
        "git log --format='%an ~ $x'",
        "grep 'a|$b' src",
        "ls src/$x.py",
        "kill $pid",
        "awk '{ print $1 }' x",
        "cat {a,b}/c",
    ],
)
def test_paths_that_stay_inside_are_not_asked_about(tmp_path: Path, script: str) -> None:
    assert ask(script, tmp_path).paths == ()


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


@pytest.mark.parametrize(
    "script",
    [
        "a=(rm x); ${a[@]}",
        "eval 'r''m x'",
        "alias ls='rm x'",
        "trap 'rm x' EXIT",
        ". ./script",
        "x=rm; $x x",
        "`echo rm` x",
        "{r,}m x",
        "f() { $1 x; }; f rm",
        "x='a[$(rm y)]'; echo $((x))",
        "x='a[$(rm y)]'; ((x++))",
        "x='a[$(rm y)]'; echo ${a[x]}",
        "x='a[$(rm y)]'; echo ${PATH:x}",
        "x='a[$(rm y)]'; [[ x -eq 1 ]]",
        "read x < y; echo $((x))",
        "for x in $(cat y); do ((x)); done",
        "f() { echo $(($1)); }; f 'a[$(rm y)]'",
        "echo $(( $(cat y) ))",
        "echo ${!x}",
        "echo ${x@P}",
        "test -v 'a[$(rm y)]'",
        "time printf -v 'a[$(rm y)]' x",
        "command let 'x=a[$(rm y)]'",
        "[ -v x ]",
        "[ $x ]",
        "[[ -v x ]]",
        "printf -v 'a[$(rm y)]' x",
        "unset 'a[$(rm y)]'",
        "read 'a[$(rm y)]' < x",
        "declare -n x=y",
        "let 'x=a[$(rm y)]'",
        "PS4='$(rm x)'; set -x; ls",
        "BASH_ENV=x bash -c ls",
        "hash -p /bin/rm ls; ls x",
        "compgen -W '$(rm x)'",
        "env -S 'rm x'",
        "env BASH_FUNC_ls%%='() { rm x; }' bash -c ls",
        "bash script.sh",
        "curl x | sh",
        "bash <<EOF\nrm x\nEOF",
        "bash - <<EOF\nrm x\nEOF",
        "su - <<EOF\nrm x\nEOF",
        'bash -c "$x"',
        "xargs < x $y",
        "find . -exec {} \\;",
        "ssh host rm x",
        "parallel rm ::: x",
    ],
)
def test_a_script_that_may_hide_commands_says_so(script: str) -> None:
    assert ask(script).unreadable


@pytest.mark.parametrize(
    "script",
    [
        "ls -l",
        "echo $(rm x)",
        "git status && git diff > changes",
        "echo '$[ x'",
        'for f in *.py; do wc -l "$f"; done',
        "i=0; while [ $((i)) -lt 3 ]; do i=$((i + 1)); done",
        "for ((i = 0; i < 3; i++)); do echo $i; done",
        'if [ -f "$x" ] && [[ $y == a* ]]; then ls; fi',
        "git commit -m \"$(cat <<'EOF'\nFix `it` (now)\n\nIt's $5\nEOF\n)\"",
        "cat > x <<'EOF'\nany \"thing\nEOF",
        "docker run \\\n  -v $PWD:/x \\\n  image",
        "awk '{ print $1 }' x | sort -u | head -5",
        "export A=b; echo ${A%.x} ${#A} ${A:-c}",
        'while read -r line; do echo "$line"; done < x',
        "timeout 5 env A=b nice -n 5 ls",
        "find . -name '*.py' -exec grep x {} +",
        "cat x | xargs -n 1 ls",
        "bash -c 'ls; pwd'",
        "command -v git",
    ],
)
def test_a_script_that_shows_its_commands_is_readable(script: str) -> None:
    assert not ask(script).unreadable


@pytest.mark.parametrize(
    "script",
    [
        "rm x",
        "/bin/rm x",
        "A=b rm x",
        "sudo -u root rm x",
        "timeout -k 1 5 sudo rm x",
        "env -i A=b rm x",
        "nice -n 5 nohup rm x",
        "command rm x",
        "time -p rm x",
        "xargs -0 rm < x",
        "xargs sudo < x",
        "xargs < x rm",
        "> f rm x",
        "find . -name x -exec rm {} \\;",
        "find . -okdir sudo rm +",
        "bash -c 'ls; rm x'",
        "bash -ec 'sudo rm x'",
        "watch -n 1 'rm x'",
        "busybox rm x",
        "$'r\\x6d' x",
        'r"m" x',
        "cat <<EOF\n$(rm x)\nEOF",
        "case x in x) rm x;; esac",
        "[[ -e x ]] && rm x",
        "((1)) && rm x",
        "f() { rm x; }; f",
        "coproc rm x",
        "a=rm; $a x",
        "x=rm; xargs $x",
        "eval rm x",
        "git $x | sh",
        "exec rm x",
    ],
)
def test_a_denied_command_is_never_allowed_however_it_is_run(script: str) -> None:
    rules = DEFAULTS + parse_rules({"bash": {"*": "allow", "rm *": "deny"}})
    asked = ask(script)
    assert not is_request_allowed(rules, (), "bash", asked.patterns, asked.doubts)


def test_a_rule_for_exactly_a_script_allows_all_of_it() -> None:
    script = "sudo bash -c 'rm x' > log"
    asked = ask(script)
    for configured in ({"*": "ask", script: "allow"}, {script: "allow"}):
        rules = DEFAULTS + parse_rules({"bash": configured})
        assert is_request_allowed(rules, (), "bash", asked.patterns, asked.doubts)


def test_unknown_arguments_count_only_where_a_rule_may_meet_them() -> None:
    rules = DEFAULTS + parse_rules({"bash": {"*": "allow", "git push *": "ask"}})
    allowed = {
        script: is_request_allowed(rules, (), "bash", ask(script).patterns, ask(script).doubts)
        for script in ("git $x", 'git "push" y', "git commit -m $x", "echo $x", "echo x | xargs git", "xargs ls < x")
    }
    assert list(allowed.values()) == [False, False, True, True, False, True]


def test_an_always_for_a_command_covers_its_unknown_arguments() -> None:
    asked = ask("echo $x")
    granted = (Rule(permission="bash", pattern="echo *", action="allow"),)
    assert is_request_allowed(DEFAULTS, granted, "bash", asked.patterns, asked.doubts)
    denying = DEFAULTS + parse_rules({"bash": {"echo secret*": "deny"}})
    assert not is_request_allowed(denying, granted, "bash", asked.patterns, asked.doubts)


@pytest.mark.parametrize("script", ["sed -i s/a/b/ x", "tar xf x", "printf -v x y", "test -v x", "read x", "make all"])
def test_no_always_is_offered_for_the_bare_name_of_what_runs_others(script: str) -> None:
    assert ask(script).always == (script,)


@pytest.mark.parametrize("depth", [100, 5_000])
@pytest.mark.parametrize("opening", ["(", "$(", "{ ", "`", "if ", "[[ ", "$((", '"$(', "${x:-", "((", "f() {", "<<E"])
def test_deep_nesting_is_refused_without_delay(opening: str, depth: int) -> None:
    assert ask(opening * depth).unreadable


@pytest.mark.parametrize(
    ("script", "hides"),
    [
        ("git -c alias.x='!rm y' x", True),
        ("git -calias.x=!rm x", True),
        ("git -C src --config-env=alias.x=Y x", True),
        ("git --config-env=alias.x=Y x", True),
        ("git --exec-path=. status", True),
        ("git grep --open-files-in-pager=rm x", True),
        ("git switch -c new", False),
        ("git log -p", False),
        ("rg --pre rm x", True),
        ("*", True),
        ("./b* x", True),
        ("ls *", False),
        ("[ x = y ]", False),
        ("sh ./s", True),
        ("bash <(cat s)", True),
        ("cat s | bash -s", True),
        ("bash --rcfile s -i -c ls", True),
        ("alias ls=rm; ls", True),
        ("sh -c '$0' rm", True),
        ("env FOO=1 ls", False),
    ],
)
def test_what_names_a_command_in_its_options_may_run_anything(tmp_path: Path, script: str, hides: bool) -> None:
    assert describe_command(script, tmp_path, (tmp_path,)).unreadable is hides


@pytest.mark.parametrize(
    ("configured", "verdict"),
    [
        ({"*": "ask", "python3 *": "allow"}, True),
        ({"*": "ask", "python3 - *": "allow", "rm *": "deny"}, True),
        ({"*": "allow", "python3 *": "ask"}, False),
        ({"*": "allow", "python3 - *": "deny"}, False),
    ],
)
def test_a_program_on_standard_input_follows_the_rule_for_its_interpreter(
    configured: dict[str, str], verdict: bool
) -> None:
    asked = ask("python3 - <<'EOF'\nprint(1)\nEOF")
    rules = DEFAULTS + parse_rules({"bash": configured})
    assert is_request_allowed(rules, (), "bash", asked.patterns, asked.doubts) == verdict
