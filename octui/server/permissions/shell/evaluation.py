"""Where a shell takes text for more of the script: variables in arithmetic, and values that name variables.

In `$((x))` a shell evaluates what `x` holds, and runs the command in `x='a[$(rm y)]'`. That is possible wherever it
expects a number or the name of a variable, so such places are only clear when all that gets there is plain.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from octui.server.permissions.shell.syntax import ShellWord, SimpleCommand
from octui.server.permissions.shell.words import read_text

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBER: Final = re.compile(r"[-+]?[0-9]+")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_ARGUMENT: Final = re.compile(r"-[A-Za-z]+|[+][A-Za-z]+|[A-Za-z_][A-Za-z0-9_]*(?:\+?=.*)?|[0-9.]+", re.DOTALL)
_COUNTED: Final = frozenset({"#", "?", "$"})
"""Special parameters that are always numbers."""

_ARITHMETIC_TESTS: Final = frozenset({"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})
_NAMING_TESTS: Final = frozenset({"-v", "-R"})
_EXPANSION_OPERATORS: Final = frozenset(
    {"${", "}", ":-", ":=", ":?", ":+", "-", "=", "?", "+", "#", "##", "%", "%%", "/", "//", "/#", "/%"}
    | {"^", "^^", ",", ",,"}
)
_NAMING_BUILTINS: Final = frozenset(
    {"read", "unset", "declare", "typeset", "local", "export", "readonly", "getopts", "mapfile", "readarray"}
)
"""Builtins whose arguments are names of variables, or expressions."""

_READING_BUILTINS: Final = frozenset({"read", "mapfile", "readarray", "getopts", "printf", "wait"})
"""Builtins that set variables to what comes from elsewhere."""

SETTINGS_OF_SHELLS: Final = re.compile(
    r"(?:BASH.*|ENV|PS4|PROMPT_COMMAND|SHELLOPTS|IFS|PATH|EXECIGNORE)(?:\[.*\])?(?:\+?=|\Z)", re.DOTALL
)
"""Variables that a shell runs, or that change how it reads a script or finds programs; alone or with a value."""


class EvaluatedText:
    """Collects which variables a script uses as numbers, and which it sets otherwise or in loops."""

    def __init__(self) -> None:
        self._as_numbers: set[str] = set()
        self._set_to_text: set[str] = set()
        self._looped: set[str] = set()
        self._unclear = False

    def note_node(self, node: "Node") -> None:
        match node.type:
            case "arithmetic_expansion":
                self._note_arithmetic(node)
            case "compound_statement" | "c_style_for_statement" if any(child.type == "((" for child in node.children):
                for child in node.children:
                    if child.type not in ("do_group", "compound_statement"):
                        self._note_arithmetic(child)
            case "expansion":
                self._note_expansion(node)
            case "subscript":
                for child in node.children[1:]:
                    if read_text(child) not in ("@", "*"):
                        self._note_arithmetic(child)
            case "variable_assignment":
                self._note_assignment(node)
            case "for_statement":
                self._note_loop(node)
            case "test_command":
                self._note_test(node)
            case "subshell" | "command_substitution" if _opens_twice(node):
                # Whether this is arithmetic depends on where it ends, and a shell and the grammar may not agree.
                self._unclear = True

    def is_possible(self, commands: Iterable[SimpleCommand]) -> bool:
        """Whether a shell may take text for more of the script while it runs these commands."""
        set_to_text = set(self._set_to_text)
        for command in commands:
            if any(SETTINGS_OF_SHELLS.match(assignment) for assignment in command.assignments):
                return True
            names = [word.unquoted for word in command.words]
            if not _READING_BUILTINS.isdisjoint(names):
                set_to_text.update(names)
        if any(SETTINGS_OF_SHELLS.match(name) for name in self._as_numbers | self._set_to_text | self._looped):
            return True
        return self._unclear or not self._as_numbers.isdisjoint(set_to_text)

    def _note_arithmetic(self, node: "Node") -> None:
        pending = [node]
        while pending:
            part = pending.pop()
            if part.type in ("variable_name", "word"):
                self._as_numbers.add(read_text(part))
                self._unclear = self._unclear or _NAME.fullmatch(read_text(part)) is None
            elif part.type == "special_variable_name":
                self._unclear = self._unclear or read_text(part) not in _COUNTED
            elif part.type in _OPAQUE_IN_ARITHMETIC:
                self._unclear = True
            pending += part.children

    def _note_expansion(self, node: "Node") -> None:
        operators = [child.type for child in node.children if not child.is_named]
        if operators[1:2] == ["!"] or not set(operators) <= _EXPANSION_OPERATORS | {":"}:
            self._unclear = self._unclear or not _lists_keys(node)
        if ":" in operators:
            start = operators.index(":")
            for child in [child for child in node.children if child.is_named][1:] if start else []:
                self._note_arithmetic(child)
        if "=" in operators or ":=" in operators:
            self._set_to_text |= {read_text(child) for child in node.children if child.type == "variable_name"}

    def _note_assignment(self, node: "Node") -> None:
        target, value = node.children[0], node.children[-1]
        name = read_text(target).partition("[")[0]
        values = value.children[1:-1] if value.type == "array" else [value]
        if not all(_is_number(part) for part in values):
            self._set_to_text.add(name)

    def _note_loop(self, node: "Node") -> None:
        name = next((read_text(child) for child in node.children if child.type == "variable_name"), "")
        self._looped.add(name)
        words = [child for child in node.children if child.is_named and child.type not in ("variable_name", "do_group")]
        if not words or not all(_is_number(word) for word in words):
            self._set_to_text.add(name)

    def _note_test(self, node: "Node") -> None:
        if node.children[0].type == "[" and any(_is_splitting(child) for child in node.children):
            self._unclear = True
        pending = [node]
        while pending:
            part = pending.pop()
            operators = {read_text(child) for child in part.children if child.type == "test_operator"}
            if operators & _NAMING_TESTS:
                self._unclear = True
            if operators & _ARITHMETIC_TESTS or part.type in _ARITHMETIC_IN_TESTS:
                for child in part.children:
                    if child.is_named and child.type != "test_operator":
                        self._note_arithmetic(child)
            pending += part.children


_OPAQUE_IN_ARITHMETIC: Final = frozenset(
    {"command_substitution", "process_substitution", "string", "raw_string", "ansi_c_string", "comment", "array"}
    | {"concatenation", "regex", "extglob_pattern", "brace_expression"}
)
_ARITHMETIC_IN_TESTS: Final = frozenset({"postfix_expression", "ternary_expression"})


def has_evaluated_arguments(words: Sequence[ShellWord]) -> bool:
    """Whether a builtin may take one of its arguments, a name or an expression, for more of the script."""
    name, arguments = words[0].unquoted, words[1:]
    if name == "let":
        return True
    if name in _NAMING_BUILTINS:
        options = "".join(word.unquoted for word in arguments if word.unquoted[:1] == "-")
        if name in ("declare", "typeset", "local", "export", "readonly") and {"n", "i"} & set(options):
            return True
        return "C" in options or not all(_is_plain_argument(word) for word in arguments)
    if name in ("test", "["):
        return _is_test_unclear([(word.unquoted, word.literal, word.quoted) for word in arguments])
    option = {"printf": "-v", "wait": "-p"}.get(name)
    return option is not None and any(
        word.unquoted.startswith(option) or (not word.literal and not word.quoted) for word in arguments[:2]
    )


def _is_plain_argument(word: ShellWord) -> bool:
    name, equals, _ = word.raw.partition("=")
    if equals:
        return _NAME.fullmatch(name.rstrip("+")) is not None and not SETTINGS_OF_SHELLS.match(word.raw)
    is_plain = word.literal and _PLAIN_ARGUMENT.fullmatch(word.raw) is not None
    return is_plain and not SETTINGS_OF_SHELLS.match(word.raw)


def _is_splitting(node: "Node") -> bool:
    """Whether an operand outside of quotes may become several words, other than a number."""
    if node.type == "simple_expansion":
        return read_text(node)[1:] not in _COUNTED
    if node.type in ("string", "raw_string", "arithmetic_expansion"):
        return False
    if node.type in ("expansion", "command_substitution", "process_substitution", "brace_expression"):
        return True
    return any(_is_splitting(child) for child in node.children)


def _is_number(node: "Node") -> bool:
    return node.type == "arithmetic_expansion" or _NUMBER.fullmatch(read_text(node)) is not None


def _lists_keys(node: "Node") -> bool:
    """Whether it is `${!array[@]}`, which only lists."""
    kinds = [child.type for child in node.children]
    return kinds == ["${", "!", "subscript", "}"] and read_text(node.children[2]).endswith(("[@]", "[*]"))


def _opens_twice(node: "Node") -> bool:
    return read_text(node).startswith(("((", "$(("))


def _is_test_unclear(words: list[tuple[str, bool, bool]]) -> bool:
    """Whether `test` may look at a variable by its name; `words` are text, literal and quoted."""
    if words and words[-1][0] == "]":
        words = words[:-1]
    if any(text in _NAMING_TESTS for text, _, _ in words) or any(
        not (literal or quoted) for _, literal, quoted in words
    ):
        return True
    while words and words[0][:2] == ("!", True):
        words = words[1:]
    first_is_known = len(words) != 2 or words[0][1]
    middle_is_known = len(words) != 3 or words[1][1]
    return not (first_is_known and middle_is_known) or (len(words) > 3 and not all(word[1] for word in words))
