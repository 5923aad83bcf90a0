"""Random scripts, run by a real bash with stub programs, against what the permission rules say about them.

`bb` and `dd` are programs that no rule allows, or one denies: whatever is allowed must not run them. Any integer is a
seed, and the same one makes the same script. `python -m tests.support.fuzzing.bash_scripts --count 100000` tries many.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from octui.server.permissions.commands.patterns import describe_command
from octui.server.permissions.rules import DEFAULTS, Rules, parse_rules
from octui.server.permissions.verdicts import is_request_allowed

BASH = shutil.which("bash")

ALLOWED = (
    "aa",
    "cc",
    "env",
    "xargs",
    "timeout",
    "nice",
    "nohup",
    "find",
    "sh",
    "bash",
    "command",
    "exec",
    "time",
    "stdbuf",
    "f",
    "git",
)
REAL_PROGRAMS = ("env", "xargs", "timeout", "nice", "nohup", "stdbuf", "find", "sh", "bash", "git")
BUILTINS = ("echo", "printf", "test", "[", "read", "unset", "declare", "export", "local", "let", "cd", "true", "false")
SOME_ALLOWED = {"*": "ask", **{f"{name} *": "allow" for name in (*ALLOWED, *BUILTINS)}, "x=*": "allow", "y=*": "allow"}
ONE_DENIED = {"*": "allow", "bb *": "deny", "dd *": "ask"}
WRAPPERS_UNNAMED = {"*": "ask", **{f"{name} *": "allow" for name in ("aa", "cc", "f", "git", *BUILTINS)}}
RULES: tuple[Rules, ...] = tuple(
    DEFAULTS + parse_rules({"bash": rules}) for rules in (SOME_ALLOWED, ONE_DENIED, WRAPPERS_UNNAMED)
)

TOKENS = (
    *(
        "aa",
        "bb",
        "cc",
        "dd",
        "aa",
        "aa ",
        "bb ",
        "cc ",
        "aa bb",
        "x",
        "y",
        "f",
        "s",
        "1",
        "-v",
        "-c",
        "-n",
        "-i",
        "--",
        "=",
    ),
    *(
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\t",
        ";",
        "&&",
        "||",
        "|",
        "|&",
        "&",
        "(",
        ")",
        "((",
        "))",
        "{ ",
        "; }",
        "{",
        "}",
        ",",
        "! ",
    ),
    *(
        "'",
        '"',
        "\\",
        "$",
        "`",
        "$(",
        "$((",
        "$[",
        "]",
        "[",
        "${",
        "${x",
        "${!x",
        "${x@P}",
        "$x",
        "$'",
        '$"',
        "<(",
        ">(",
        "@",
    ),
    *(
        ">",
        "<",
        "<<",
        "<<-",
        "<<<",
        "<<E\n",
        "<<'E'\n",
        "\nE\n",
        "E",
        "&>",
        "2>&1",
        ">&2",
        "#",
        " #",
        "*",
        "?",
        "~",
        ":",
        "-",
    ),
    *(
        "x=",
        "x='a[$(bb)]' ",
        "x=1 ",
        "x=bb ",
        "y=x ",
        "x+=b",
        "x=(bb) ",
        "a[$(bb)]",
        "a[x]",
        "'a[$(bb)]'",
        "\\\n",
        "\r",
        "\v",
    ),
    *(
        "if ",
        "; then ",
        "; else ",
        "; fi",
        "for x in ",
        "; do ",
        "; done",
        "while ",
        "until ",
        "case ",
        " in ",
        ") ",
        ";;",
        "esac",
    ),
    *(
        "[[ ",
        " ]]",
        " -eq ",
        " -v ",
        "[ ",
        " ]",
        "f() ",
        "f() {",
        "function f ",
        "select ",
        "time ",
        "coproc ",
        "exec ",
        "eval ",
    ),
    *(
        "env ",
        "env x=1 ",
        "xargs ",
        "timeout 1 ",
        "nice ",
        "nohup ",
        "find . -exec ",
        " \\;",
        " {} +",
        "sh -c ",
        "bash -c ",
        "bash ",
        "sh ",
    ),
    *(
        "echo ",
        "printf -v ",
        "test ",
        "test -v ",
        "read ",
        "read x ",
        "declare ",
        "declare -i ",
        "let ",
        "export ",
        "unset ",
    ),
    *(
        "command ",
        "builtin ",
        ". s",
        "source ",
        "trap ",
        "set -- bb;",
        "$1",
        '"$@"',
        "$*",
        "\u00a0",
        "\u2003",
        "é",
        "\x01",
    ),
)

COMMANDS = (
    *(
        "aa",
        "aa x",
        "cc s",
        "aa $x",
        'aa "$x"',
        "aa 'bb'",
        "aa *",
        "cc <<< bb",
        "cc < s",
        "echo bb",
        "aa {x,y}",
        "aa \\\n x",
    ),
    *(
        "bb",
        "bb x",
        "dd",
        "b\\b",
        "'bb' x",
        '"b"b',
        "$x",
        '"$x"',
        "$(aa bb)",
        "`aa bb`",
        "${x}",
        "{bb,x}",
        "b$y",
        "/bin/../bb",
    ),
    *(
        "x=1",
        "x=bb",
        "x='a[$(bb)]'",
        "x=$(aa bb)",
        "y=x",
        "x=(bb 1)",
        "x+=1",
        "read x <<< bb",
        "read x < s",
        "declare -i y=x",
    ),
    *(
        "env bb",
        "env aa",
        "env -i aa",
        "env x=1 aa",
        "env -S 'bb x'",
        "xargs aa < s",
        "xargs < s",
        "xargs -I{} {} < s",
        "env $x",
    ),
    *(
        "timeout 1 aa",
        "timeout 1 bb",
        "nice -n 1 aa",
        "nice bb",
        "nohup aa",
        "timeout 1 nice -n 1 aa x",
        "stdbuf -oL cc s",
        "time -p aa",
        "x='1 bb'; timeout -k $x 1 aa",
        "x='1 bb'; timeout -- $x aa",
        "x='1 bb'; nice -n $x aa",
        "x='1 bb'; env y=$x aa",
        'set -- "" bb; timeout "1$@" aa',
        "command aa",
        "command bb",
        "exec bb",
        "time aa",
    ),
    *(
        "sh -c 'aa'",
        "sh -c 'bb'",
        "bash -c 'aa; bb'",
        "sh s",
        "sh < s",
        "bash <<< bb",
        "cc s | sh",
        'sh -c "$x"',
        "bash -ec aa",
    ),
    *(
        "find . -exec aa {} +",
        "find . -exec bb {} \\;",
        "find . -exec {} \\;",
        "eval bb",
        "eval 'b''b'",
        ". ./s",
        "trap bb EXIT",
    ),
    *(
        "test -v 'a[$(bb)]'",
        "[ -v x ]",
        "[ $x ]",
        '[ "$x" = y ]',
        "[[ -v x ]]",
        "[[ x -eq 1 ]]",
        "[[ $x -eq 1 ]]",
        "[[ a =~ $(bb) ]]",
    ),
    *(
        "printf -v 'a[$(bb)]' x",
        "unset 'a[$(bb)]'",
        "let x",
        "let 'x=a[$(bb)]'",
        "((x))",
        "((x=1))",
        "((x++))",
        "echo $((x))",
    ),
    *(
        "echo $((x+1))",
        "echo ${x@P}",
        "echo ${!x}",
        "echo ${x:y:1}",
        "echo ${x:-$(bb)}",
        "echo ${x:-bb}",
        "echo ${x[y]}",
        "echo $[x]",
    ),
    *(
        "alias aa=bb",
        "shopt -s expand_aliases",
        "hash -p ./bb aa",
        "enable -n echo",
        "coproc bb",
        "compgen -W '$(bb)'",
        "mapfile -C bb -c 1 x < s",
    ),
    *(
        "f",
        "f bb",
        "set -- bb",
        '"$@"',
        "$1",
        "PS4='$(bb)'",
        "set -x",
        "BASH_ENV=s bash -c aa",
        "export x",
        "local x=bb",
        "cd .",
        "echo ~",
    ),
    *(
        "git -c alias.x='!bb' x",
        "git -c core.pager=bb -p log",
        "git -calias.x=!bb x",
        "git --config-env=alias.x=y x",
        "git --exec-path=. x",
        "GIT_PAGER=bb git -p log",
    ),
    *(
        "aa() { bb; }; aa",
        "alias aa=bb\naa",
        "bash <(cc s)",
        "source <(cc s)",
        "cc s | bash -s",
        "printf bb | sh",
        "sh ./s",
        "bash -x s",
        "bash --rcfile s -i -c aa",
    ),
    *(
        "bash -O extglob -c bb",
        "sh -c '$0' bb",
        "sh -c '\"$@\"' _ bb",
        "sh -c 'aa $0' bb",
        "xargs sh -c < s",
        "xargs -a s env",
        "find . -name s -exec sh {} +",
        "find . -exec env bb \\;",
    ),
    *(
        "env FOO=1 aa",
        "env FOO=1 bb",
        "env -u x sh -c bb",
        "exec < s; read x; $x",
        "while read x; do $x; done < s",
        "set -- aa; $1 x",
        "x=b; ${x}b",
        "builtin eval bb",
        "command -p bb",
    ),
    *(
        "PATH=e aa",
        "PATH=e; aa",
        "export PATH=e; aa",
        "read PATH <<< e; aa",
        "for PATH in e; do aa; done",
        "unset PATH; : ${PATH:=e}; aa",
        "env PATH=e aa",
        "declare PATH=e; cc s",
        "printf -v PATH e; aa",
        "((PATH=1)); aa",
        "unset PATH; s",
        "bash5 -c bb",
        "set -o history; history -s bb; fc -s",
    ),
)


@dataclass(frozen=True)
class TriedScript:
    """A script that a rule allows, and the programs it ran that it must not."""

    seed: int
    script: str
    allowed_by: int
    ran: tuple[str, ...]


def build_script(seed: int) -> str:
    """A script from loose tokens, or one by the grammar of the shell in which a few characters may be changed."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return "".join(chance.choice(TOKENS) for _ in range(chance.randint(1, 10)))
    script = _build_list(chance, 3)
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        place = chance.randint(0, len(script))
        removed = chance.choice((0, 0, 1, 2))
        script = script[:place] + chance.choice(("", chance.choice(TOKENS))) + script[place + removed :]
    return script


def _build_list(chance: random.Random, depth: int) -> str:
    parts = [_build_command(chance, depth - 1) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    text = parts[0]
    for part in parts[1:]:
        text += chance.choice(("; ", "\n", " && ", " || ", " | ", " & ", " ;", "&&", "\\\n; ", " # bb\n")) + part
    return text


def _build_command(chance: random.Random, depth: int) -> str:
    simple = chance.choice(COMMANDS)
    if depth <= 0 or chance.random() < 0.5:
        return simple
    inner = _build_list(chance, depth)
    other = _build_list(chance, depth - 1)
    return chance.choice(
        (
            f"({inner})",
            f"{{ {inner}; }}",
            f"! {inner}",
            f"if {other}; then {inner}; fi",
            f"for x in {chance.choice(('1 2', 'bb', '$(aa bb)', '*'))}; do {inner}; done",
            f"for ((x=0;x<2;x++)); do {inner}; done",
            f"case {chance.choice(('x', '$x', '$(aa)'))} in x|'y') {inner};; *) {other};; esac",
            f"f() {{ {inner}; }}",
            f"function f {{ {inner}; }}; f",
            f"aa $({inner})",
            f'aa "$({inner})"',
            f"aa `{inner}`",
            f'aa "`{inner}`"',
            f"cc <({inner})",
            f"aa > >({inner})",
            f"x=$({inner})",
            f"[[ $({inner}) ]]",
            f"echo $(({chance.choice(('1', 'x', '$x'))} + $({inner})))",
            f"echo ${{x:-$({inner})}}",
            f"cc <<E\n{inner}\nE",
            f"cc <<E\n$({inner})\nE",
            f"cc <<'E'\n{inner}\nE",
            f"cc <<-E\n\t{inner}\n\tE",
            f'aa "$(cc <<E\n{inner}\nE\n)"',
            f"{{ {inner}; }} | {simple}",
            f"({inner}) > out",
            f"aa '{inner}'",
            f'aa "{inner}"',
            f"sh -c '{inner}'",
            f'bash -c "{inner}"',
            f"eval '{inner}'",
            f"time {inner}",
            f"{simple} # {inner}",
            f"while false; do {inner}; done",
        )
    )


def find_allowing_rules(script: str, directory: Path) -> int | None:
    """Which of RULES allow the script."""
    request = describe_command(script, directory, (directory,))
    for number, rules in enumerate(RULES):
        if is_request_allowed(rules, (), "bash", request.patterns, request.doubts):
            return number
    return None


@contextmanager
def prepare_programs() -> Iterator[Path]:
    """A folder to run scripts in; its `bin` has the stubs and the few real programs that run others."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work")
        programs, elsewhere, numbered = Path(folder, "bin"), work / "e", work / "1"
        for made in (programs, elsewhere, numbered):
            made.mkdir(parents=True)
        (work / "s").write_text("bb\n")
        for name, real in (("aa", "echo"), ("cc", "cat"), *((name, name) for name in REAL_PROGRAMS)):
            if found := shutil.which(real):
                (programs / name).symlink_to(found)
        for name in ("bb", "dd"):
            for stub in (programs / name, work / name):
                stub.write_text(f"#!/bin/sh\n: > {folder}/ran-{name}\n")
                stub.chmod(0o755)
        # What runs under an allowed name where a script looks for programs elsewhere.
        for place in (elsewhere, numbered):
            (place / "aa").symlink_to(work / "bb")
            (place / "cc").symlink_to(work / "bb")
        yield work


def run_script(script: str, work: Path) -> tuple[str, ...]:
    """The programs among `bb` and `dd` that bash ran."""
    assert BASH is not None
    environment = {"PATH": str(work.parent / "bin"), "FUNCNEST": "20", "HOME": str(work), "LC_ALL": "C.UTF-8"}
    running = subprocess.Popen(
        [BASH, "--noprofile", "--norc", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=work,
        env=environment,
        start_new_session=True,
    )
    try:
        with suppress(subprocess.TimeoutExpired):
            running.wait(1)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    marks = [work.parent / f"ran-{name}" for name in ("bb", "dd")]
    ran = tuple(mark.name.removeprefix("ran-") for mark in marks if mark.exists())
    for mark in marks:
        mark.unlink(missing_ok=True)
    return ran


def try_scripts(seeds: range) -> Iterator[TriedScript]:
    """Each script of these seeds that a rule allows, with what it ran that it must not."""
    with prepare_programs() as work:
        for seed in seeds:
            script = build_script(seed)
            if "\0" in script or (allowed_by := find_allowing_rules(script, work)) is None:
                continue
            yield TriedScript(seed, script, allowed_by, run_script(script, work))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    arguments = parser.parse_args()
    allowed = wrong = 0
    for tried in try_scripts(range(arguments.seed, arguments.seed + arguments.count)):
        allowed += 1
        if tried.ran:
            wrong += 1
            sys.stdout.write(f"seed {tried.seed}, rules {tried.allowed_by}, ran {tried.ran}: {tried.script!r}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{arguments.count} scripts, {allowed} allowed, {wrong} of them ran something else\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
