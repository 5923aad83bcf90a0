"""Programs in other languages that a command brings along: in its arguments, or on the standard input.

What they do cannot be read here. A program in a file is not one of them: it belongs to the project, like a Makefile.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from octui.server.permissions.commands.program_names import COMMAND_RUNNERS, get_program_name
from octui.server.permissions.shell.syntax import ShellWord


@dataclass(frozen=True, slots=True)
class _Interpreter:
    """Options with a program, another value, or a file; subcommands that take a program.

    A text is a program too, of a language so small that `given_commands.py` looks for commands in it.
    """

    code: str = ""
    values: str = ""
    files: str = ""
    subcommands: str = ""
    texts: str = ""


_MODULES: Final = "m"
_JAVASCRIPT: Final = _Interpreter(
    "e p i eval print interactive",
    "r C require import loader experimental-loader conditions input-type env-file title tsconfig project O",
    subcommands="inspect eval repl exec -",
)
_LISP: Final = _Interpreter("c e eval", "L l s x load core t r p", "f script file")
_GUIDED_BY_INPUT: Final = _Interpreter("e eval")

_INTERPRETERS: Final = {
    name: interpreter
    for names, interpreter in (
        (
            "python pypy ipython jython graalpy micropython bpython ptpython sage",
            _Interpreter("c i command", "W X Q check-hash-based-pycs", _MODULES),
        ),
        ("perl", _Interpreter("e E d", "I F C x V D", "S")),
        ("ruby irb pry jruby truffleruby", _Interpreter("e", "r I C E K T W F x encoding", "S")),
        ("php", _Interpreter("r R B E a run process-code process-begin process-end", "c t z define", "f S F file")),
        ("node nodejs tsx ts-node esno vite-node babel-node coffee bun deno qjs gjs d8", _JAVASCRIPT),
        ("lua luajit lein fennel janet", _Interpreter("e i", "l j O b")),
        ("R Rscript octave", _Interpreter("e eval", "p path g gui", "f file")),
        ("julia", _Interpreter("e E eval print", "L p J t C load project procs threads sysimage")),
        ("osascript", _Interpreter("e", "l s")),
        ("groovy scala kotlin scala-cli swift", _Interpreter("e", "cp classpath D I L")),
        ("elixir iex erl", _Interpreter("e eval rpc-eval run s", "r p pa pz name sname cookie", "S")),
        ("racket guile sbcl clisp ecl clj clojure bb", _LISP),
        ("swipl", _Interpreter("g t", "x p", "f s")),
        ("ghc ghci ocaml crystal nim", _Interpreter("e eval", "I package", subcommands="eval")),
        ("emacs", _Interpreter("eval execute funcall f", "L d", "l load script")),
        ("tclsh wish gnuplot dc m4 maxima gap jshell groovysh pike", _GUIDED_BY_INPUT),
        ("awk gawk mawk nawk", _Interpreter("", "F v i l assign field-separator", "f E file exec", "", "e source")),
        ("sed gsed", _Interpreter("", "l line-length", "f file", "", "e expression")),
    )
    for name in names.split()
}
_ANSWERING: Final = frozenset({"--version", "--help", "-V", "-v", "-h", "version", "help"})
_EVALUATING_MODULES: Final = frozenset({"timeit", "code", "pdb", "trace", "cProfile", "profile", "IPython", "runpy"})
_LOADS_CODE: Final = re.compile(
    r".*\bdata:.*|.*(?:prepend|append)_file.*|-[mM].*[;\s({'\"`].*|https?://.*|/dev/.*", re.DOTALL
)
"""Arguments before a program's file that bring code of their own."""


def has_inline_program(words: Sequence[ShellWord]) -> bool:
    """Whether a command has an interpreter run what stands in its arguments, or what it reads from its input."""
    interpreter = _INTERPRETERS.get(get_program_name(words[0]))
    if interpreter is None or (len(words) == 2 and words[1].unquoted in _ANSWERING):
        return False
    has_text = False
    for kind, word in _list_arguments(interpreter, words[1:]):
        if kind == "code" or _LOADS_CODE.fullmatch(word.unquoted) is not None:
            return True
        if not word.literal and (kind in ("text", "file") or (kind == "program" and not has_text)):
            return True
        if kind == "file":
            return word.unquoted in _EVALUATING_MODULES
        if kind == "program":
            return False
        has_text = has_text or kind == "text"
    return not has_text


def is_interpreter(word: ShellWord) -> bool:
    return get_program_name(word) in _INTERPRETERS


def find_program_file(words: Sequence[ShellWord]) -> str:
    """The file with the program that a command starts, by its own name or with an interpreter; "" without a file."""
    if "/" in words[0].unquoted and words[0].literal and get_program_name(words[0]) not in COMMAND_RUNNERS:
        return words[0].unquoted
    interpreter = _INTERPRETERS.get(get_program_name(words[0]))
    if interpreter is None:
        return ""
    kinds = ("program",) if interpreter.files == _MODULES else ("program", "file")
    return next((word.unquoted for kind, word in _list_arguments(interpreter, words[1:]) if kind in kinds), "")


def _list_arguments(interpreter: _Interpreter, words: Sequence[ShellWord]) -> Iterator[tuple[str, ShellWord]]:
    """The arguments until a program is named, and of what kind they are; a value follows its option."""
    at = 0
    while at < len(words):
        word, text = words[at], words[at].unquoted
        at += 1
        if text == "-" or text in interpreter.subcommands.split():
            yield "code", word
        elif text == "--" and at < len(words):
            yield "program", words[at]
        elif text[:1] in ("-", "+"):
            kind, joined = _sort_option(interpreter, text)
            yield "code" if kind == "code" else "option", word
            if kind not in ("code", "flag"):
                yield kind, replace(word, unquoted=joined) if joined or at == len(words) else words[at]
                at += 0 if joined else 1
        elif text != "run":
            yield "program", word


def _sort_option(interpreter: _Interpreter, text: str) -> tuple[str, str]:
    """What an option takes, and as much of that as is joined to it."""
    kinds = (
        ("code", interpreter.code),
        ("text", interpreter.texts),
        ("value", interpreter.values),
        ("file", interpreter.files),
    )
    name, _, value = text.lstrip("-").partition("=")
    for kind, options in kinds:
        if name and name in options.split():
            return kind, value
    if text[:2] != "--":
        for place, letter in enumerate(text[1:], 2):
            for kind, options in kinds:
                if letter in options.split():
                    return kind, text[place:]
    return "flag", ""
