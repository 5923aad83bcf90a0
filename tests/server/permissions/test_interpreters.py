"""Programs in other languages, and the files of programs, under rules for particular commands."""

from pathlib import Path

import pytest

from octui.server.permissions.commands.patterns import describe_command
from tests.server.permissions.test_given_commands import ONE_DENIED, judge
from tests.support.call_count import count_calls


@pytest.mark.parametrize(
    "script",
    [
        "python -c 'import os; os.system(\"rm x\")'",
        "python3.12 -Ic x",
        "python -W error -c x",
        "python -X dev -c x",
        "python -m timeit x",
        "python -mtimeit x",
        "cat x | python3",
        "python3 < x",
        "python /dev/stdin",
        "python <(echo x)",
        "x=-cimport; python $x",
        "python -i x.py",
        "perl -ne x",
        "perl -pi.bak -e x y",
        "perl '-Mstrict;system(x)' y.pl",
        "ruby -rjson -e x",
        "node -e x",
        "node -pe x",
        "node --eval=x",
        "node -r ./y.js -e x",
        "node --import 'data:text/javascript,x' y.js",
        "echo x | node -",
        "bun exec 'rm x'",
        "bun run -",
        "deno eval x",
        "deno run https://example.org/x.ts",
        "php -r x",
        "php -d auto_prepend_file=/x y.php",
        "lua -e x",
        "Rscript -e x",
        "julia --eval x",
        "osascript -e x",
        "elixir --rpc-eval n x",
        "erl -eval x",
        "racket -e x",
        "sbcl --eval x",
        "swipl -g x",
        "emacs --batch --eval x",
        "octave --eval x",
        "tclsh",
        'awk "$x" y',
        'sed -e s/a/b/ -e "$x" y',
        "awk -f /dev/stdin y",
        "timeout 5 python -c x",
        "env A=1 python -c x",
        "xargs python -c x",
        "sh -c 'python -c x'",
        "uv run python -c x",
        "poetry run python -c x",
        "npx tsx -e x",
        "npx -c 'true; rm x'",
        "npm exec -c 'true; rm x'",
        "vim -es x",
        "cmake -E rm x",
    ],
)
def test_a_program_that_cannot_be_read_is_asked_about_where_commands_are_denied(tmp_path: Path, script: str) -> None:
    assert judge(script, tmp_path, ONE_DENIED) != "allow"
    assert judge(script, tmp_path, {"*": "allow", "git push *": "ask"}) == "ask"
    assert judge(script, tmp_path, {"*": "allow"}) == "allow"
    assert judge(script, tmp_path, {"*": "ask", script: "allow", "git push *": "ask"}) != "deny"


@pytest.mark.parametrize(
    "script",
    [
        "python x.py -c y",
        "python manage.py test -c x",
        "python -m pytest -q",
        "python -m json.tool x",
        "python --version",
        "node x.js -e production -p 3000",
        "node --max-old-space-size=4096 x.js",
        "perl -MPOSIX -w x.pl",
        "php x.php",
        "ruby x.rb",
        "go run .",
        "awk -F, '{ print $1 }' \"$f\"",
        "awk -v \"n=$n\" '{ print n }' y",
        'sed -i -e s/a/b/ "$f"',
        'sed -n 1,10p "$f"',
        "deno run x.ts",
        "bun run build",
        "./build.py x",
        'git log "$x"',
        'git commit -m "$x"',
        'git push origin "$(git branch --show-current)"',
    ],
)
def test_a_program_in_a_file_is_covered(tmp_path: Path, script: str) -> None:
    (tmp_path / "build.py").write_text("#!/usr/bin/env python3\n")
    assert judge(script, tmp_path, ONE_DENIED) == "allow"


def test_a_rule_that_names_the_program_decides_for_what_it_brings(tmp_path: Path) -> None:
    script = "python -c x"
    assert judge(script, tmp_path, {"*": "ask", "python *": "allow"}) == "allow"
    assert judge(script, tmp_path, {"*": "ask", "python *": "allow", "rm *": "deny"}) == "ask"
    assert judge(script, tmp_path, {"*": "ask", "python -c *": "allow", "rm *": "deny"}) == "allow"
    assert judge(script, tmp_path, {"*": "ask", script: "allow", "rm *": "deny"}) == "allow"
    assert judge(script, tmp_path, {"rm *": "deny", "*": "allow"}) == "allow"


def test_a_script_that_is_started_by_its_name_is_judged_by_what_is_in_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    files = {
        "good.sh": "#!/bin/sh\nls\n",
        "bad.sh": "#!/usr/bin/env bash\nrm x\n",
        "plain": "rm x\n",
        "nested.sh": "#!/bin/sh\n./bad.sh\n",
        "broken.sh": "#!/bin/sh\ncase (\n",
        "deep.sh": "#!/bin/sh\nbash bad.sh\n",
        "other.py": "#!/usr/bin/env python3\nrm x\n",
        "binary": "\x7fELF\0rm x\n",
    }
    for name, text in files.items():
        (project / name).write_text(text)
    verdicts = {
        script: judge(script, project, ONE_DENIED)
        for script in (
            *("./good.sh", f"{project}/good.sh x", "timeout 5 ./good.sh", "./other.py", "./binary"),
            *("./bad.sh", "./plain", "./nested.sh", "./deep.sh", "nice ./bad.sh"),
            *("./broken.sh", "./missing.sh", "cd x && ./good.sh", "cp bad.sh good.sh; ./good.sh", "chmod +x y; ./y"),
            *("echo x > other.py; ./other.py", "curl -o y.py u; python y.py", "tee y.js < x; node ./y.js"),
        )
    }
    assert list(verdicts.values()) == ["allow"] * 5 + ["deny"] * 5 + ["ask"] * 8, verdicts
    # What a rule for the name allows, it allows with all that is in it, other than what another one forbids.
    assert judge("./good.sh", project, {"*": "ask", "./good.sh *": "allow"}) == "allow"
    assert judge("./broken.sh", project, {"*": "ask", "./broken.sh *": "allow"}) == "allow"


@pytest.mark.parametrize(
    "script",
    ["tar cf a *", "x='-I rm'; tar $x -xf a", "zip a *", "git $x", 'git "$x" log', 'git clone "$x"', 'less "$x"'],
)
def test_a_word_that_may_become_an_option_is_not_covered(tmp_path: Path, script: str) -> None:
    assert judge(script, tmp_path, ONE_DENIED) == "ask"


@pytest.mark.parametrize("script", ["python -c x", "node -e x", "bun -e x", "python x.py", "awk -f x y", "deno eval x"])
def test_always_is_offered_for_just_this_program(tmp_path: Path, script: str) -> None:
    assert describe_command(script, tmp_path, (tmp_path,)).always == (script,)


@pytest.mark.parametrize(
    ("script", "outside"),
    [
        ("python -c 'open(\"{home}/key\")'", "{home}"),
        ("node -e \"require('fs').readFileSync('{home}/key')\"", "{home}"),
        ("python - <<'EOF'\nopen('{home}/key')\nEOF", "{home}"),
        ("awk '{{ print > \"{home}/key\" }}' x", "{home}"),
        ("perl -ne 'open(F, \"../home/key\")' x", "{home}"),
        ("{home}/run.sh", "{home}"),
        ("../home/run.sh x", "{home}"),
        ("python -c 'print(1)'", None),
        ("/usr/bin/env ls", None),
        ("./run.sh", None),
    ],
)
def test_a_path_outside_the_project_is_noticed_in_a_program(tmp_path: Path, script: str, outside: str | None) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    home.mkdir()
    (home / "key").write_text("x")
    (home / "run.sh").write_text("ls")
    asked = describe_command(script.format(home=home), project, (project,))
    assert asked.paths == ((outside.format(home=home),) if outside else ())


@pytest.mark.parametrize("line", ["python f{0}.py;", "./f{0} x;", "ls f{0};"])
def test_the_work_for_a_script_grows_with_its_length(tmp_path: Path, line: str) -> None:
    def count(commands: int) -> int:
        script = "".join(line.format(number) for number in range(commands))
        return count_calls(lambda: describe_command(script, tmp_path, (tmp_path,)))

    assert count(800) < 2.3 * count(400)
