"""Parses a shell script into its simple commands, wherever in it they stand, without running it.

The grammar is tree-sitter's. A script whose tree is not understood in full is unparsable, and a command whose text
does not show everything it does is uncertain: no rule about particular commands may allow it.
"""

import re
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Final

from octui.server.permissions.shell.evaluation import EvaluatedText
from octui.server.permissions.shell.syntax import (
    RESERVED_WORDS,
    ParsedScript,
    ShellWord,
    SimpleCommand,
    UnparsableScript,
)
from octui.server.permissions.shell.tokens import check_tokens
from octui.server.permissions.shell.words import build_word, read_text

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_PARSING: Final = Lock()
"""One parser serves all threads."""

MAX_SCRIPT_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 60
SINKS: Final = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"})
_PLAIN_TARGET: Final = re.compile(r"[\w./-]+", re.ASCII)
_COMMANDS: Final = frozenset({"command", "declaration_command", "unset_command"})
_WORDS: Final = frozenset(
    {"command_name", "word", "number", "string", "raw_string", "ansi_c_string", "concatenation", "simple_expansion"}
    | {"expansion", "command_substitution", "process_substitution", "arithmetic_expansion", "brace_expression"}
    | {"variable_name", "test_operator", "regex", "extglob_pattern", "array"}
)
_CONTAINERS: Final = frozenset(
    {"program", "list", "pipeline", "subshell", "compound_statement", "do_group", "negated_command", "if_statement"}
    | {"elif_clause", "else_clause", "while_statement", "for_statement", "c_style_for_statement", "case_statement"}
    | {"case_item", "function_definition", "test_command", "variable_assignments", "subscript", "binary_expression"}
    | {"unary_expression", "postfix_expression", "ternary_expression", "parenthesized_expression", "file_redirect"}
    | {"heredoc_redirect", "heredoc_body", "heredoc_start", "heredoc_end", "heredoc_content", "herestring_redirect"}
    | {"comment", "file_descriptor", "string_content", "special_variable_name", "variable_assignment"}
    | {"redirected_statement"}
)
_KNOWN: Final = _COMMANDS | _WORDS | _CONTAINERS
_STATEMENTS: Final = frozenset(
    {"program", "list", "pipeline", "subshell", "compound_statement", "do_group", "negated_command", "if_statement"}
    | {"elif_clause", "else_clause", "while_statement", "case_item", "variable_assignments", "redirected_statement"}
    | {"command_substitution", "process_substitution", "heredoc_redirect"}
)
"""Where an assignment is a command of its own."""


def parse_script(script: str) -> ParsedScript:
    """All simple commands of the script, including those in substitutions; raises UnparsableScript."""
    try:
        source = script.encode()
    except UnicodeEncodeError:
        raise UnparsableScript("no text") from None
    if len(source) > MAX_SCRIPT_BYTES:
        raise UnparsableScript("too long")
    with _PARSING:
        root = _load_parser().parse(source).root_node
    check_tokens(script, root)
    reader = _ScriptReader()
    reader.visit_node(root, 0)
    return ParsedScript(tuple(reader.commands), reader.evaluated.is_possible(reader.commands), tuple(reader.loops))


@lru_cache(maxsize=1)
def _load_parser() -> "Parser":
    # Only a server that is asked to run a command needs the grammar.
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


class _ScriptReader:
    def __init__(self) -> None:
        self.commands: list[SimpleCommand] = []
        self.loops: list[tuple[str, tuple[ShellWord, ...]]] = []
        self.evaluated = EvaluatedText()

    def visit_node(self, node: "Node", depth: int) -> None:
        """Add the commands below a node, then its own."""
        if depth > MAX_DEPTH or node.type not in _KNOWN:
            raise UnparsableScript("too deep" if depth > MAX_DEPTH else node.type)
        self.evaluated.note_node(node)
        for child in node.children:
            if child.is_named:
                self.visit_node(child, depth + 1)
        parent = node.parent
        if node.type in _COMMANDS:
            self._add_command(node, parent)
        elif node.type == "variable_assignment" and parent is not None and parent.type in _STATEMENTS:
            self.commands.append(SimpleCommand(read_text(node), (), (read_text(node),)))
        elif node.type == "for_statement":
            named = [child for child in node.children if child.is_named and child.type in _WORDS]
            self.loops.append((read_text(named[0]), tuple(build_word(child) for child in named[1:])))
        elif node.type == "redirected_statement" and _find_body(node) is None:
            self._add_redirection(node)

    def _add_command(self, node: "Node", parent: "Node | None") -> None:
        words: list[ShellWord] = []
        assignments: list[str] = []
        if node.type != "command":
            words.append(ShellWord(node.children[0].type, node.children[0].type))
        _check_apart(node)
        for child in node.children:
            if child.type == "variable_assignment" and not words:
                assignments.append(read_text(child))
            elif child.type in _WORDS or child.type == "variable_assignment":
                words.append(build_word(child))
        whole = parent if parent is not None and _find_body(parent) == node else node
        if _ends_with_dash(whole):
            words.append(ShellWord("-", "-"))
        words += [build_word(word) for word in _list_displaced_words(whole)]
        name = words[0] if words else None
        if name is not None and not name.quoted and name.raw in RESERVED_WORDS:
            raise UnparsableScript(name.raw)
        targets = _list_redirect_targets(node) + (_list_redirect_targets(whole) if whole is not node else [])
        uncertain = any(writes for writes, _ in targets) or (name is not None and (not name.literal or name.quoted))
        self.commands.append(
            SimpleCommand(
                read_text(whole).strip(),
                tuple(words),
                tuple(assignments),
                tuple(word for _, word in targets),
                uncertain,
            )
        )

    def _add_redirection(self, node: "Node") -> None:
        """A redirection of several commands, or of none, is asked about by itself."""
        if _list_displaced_words(node):
            raise UnparsableScript("a word after a redirection")
        if targets := _list_redirect_targets(node):
            text = " ".join(read_text(child) for child in node.children if child.type == "file_redirect")
            uncertain = any(writes for writes, _ in targets)
            self.commands.append(SimpleCommand(text, (), (), tuple(word for _, word in targets), uncertain))


def _find_body(node: "Node") -> "Node | None":
    """The command whose redirections a node holds; None when the node is not about exactly one command."""
    if node.type != "redirected_statement" or not node.children:
        return None
    return node.children[0] if node.children[0].type in _COMMANDS else None


def _check_apart(node: "Node") -> None:
    """Words of a command have something between them; where the grammar sees two in one, a shell sees another."""
    end = -1
    for child in node.children:
        if child.type in _WORDS or child.type == "variable_assignment":
            if child.start_byte == end and not (child.text or b"")[:1].isspace():
                raise UnparsableScript("two words in one")
            end = child.end_byte


def _ends_with_dash(node: "Node") -> bool:
    """Whether the last argument before a here-document is `-`, which the grammar loses."""
    text = node.text or b""
    return any(
        child.type == "heredoc_redirect"
        and text[before.end_byte - node.start_byte : child.start_byte - node.start_byte].strip(b" \t") == b"-"
        for before, child in pairwise(node.children)
    )


def _list_displaced_words(node: "Node") -> list["Node"]:
    """The words of a command that the grammar counts among its redirections: `x` in `cat < file x`."""
    displaced: list[Node] = []
    for child in node.children:
        if child.type == "file_redirect":
            displaced += [part for part in child.children if part.type in _WORDS][1:]
        elif child.type == "heredoc_redirect":
            displaced += [part for part in child.children if part.type in _WORDS]
            displaced += _list_displaced_words(child)
    return displaced


def _list_redirect_targets(node: "Node") -> list[tuple[bool, ShellWord]]:
    """The files that redirections of a node open, and whether they write to them."""
    targets: list[tuple[bool, ShellWord]] = []
    pending = list(node.children)
    while pending:
        child = pending.pop(0)
        if child.type == "heredoc_redirect":
            # What follows `<<EOF` on its line is below the here-document.
            pending = child.children + pending
        if child.type != "file_redirect":
            continue
        if not any(part.type in _WORDS for part in child.children):
            continue
        operator = next(part.type for part in child.children if part.type != "file_descriptor")
        target = build_word(next(part for part in child.children if part.type in _WORDS))
        if operator in (">&", "<&") and not _PLAIN_TARGET.fullmatch(target.raw):
            # A shell expands these twice, so that even what stands in quotes is run.
            raise UnparsableScript(f"{operator}{target.raw}")
        duplicates = operator in (">&", "<&") and (target.raw.rstrip("-").isdigit() or target.raw == "-")
        if not duplicates and not (target.literal and target.unquoted in SINKS):
            targets.append((operator != "<", target))
    return targets
