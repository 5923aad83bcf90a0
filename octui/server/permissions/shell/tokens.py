"""Checks that a shell splits a script into the same tokens as its grammar.

The grammar is lenient, and in places it sees less than a shell: a here-document with a command between backticks, an
operator on two lines. So nothing is taken on trust: each token has to be of a form in which nothing can hide, and
between tokens there has to be nothing but spaces. Whatever is not of such a form makes the script unparsable.
"""

import re
from typing import TYPE_CHECKING, Final

from octui.server.permissions.shell.syntax import UnparsableScript

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD: Final = r"(?:\\[^\n]|[^\s\\'\"`$;&|()<>])+"
_TOKEN_FORMS: Final = {
    name: re.compile(pattern.encode())
    for name, pattern in {
        "word": rf"(?!#){_WORD}",
        "extglob_pattern": rf"(?!#){_WORD}",
        "regex": _WORD,
        "number": r"[-+]?(?:0[xX])?[0-9a-fA-F]+",
        "variable_name": r"[A-Za-z_][A-Za-z0-9_]*",
        "special_variable_name": r"[0-9*@?!#$_-]",
        "raw_string": r"'[^']*'",
        "ansi_c_string": r"\$'(?:[^'\\\n]|\\[^\n])*'",
        "comment": r"#[^\n`]*",
        "heredoc_start": r"[A-Za-z0-9_]+|'[A-Za-z0-9_]+'|\"[A-Za-z0-9_]+\"",
        "heredoc_end": r"[A-Za-z0-9_]+",
        "file_descriptor": r"[0-9]{1,4}",
        "test_operator": r"-[A-Za-z]+",
    }.items()
}
_OPERATOR_TEXT: Final = (
    '; ;; ;& ;;& & && | || |& ( ) { } (( )) [[ ]] [ ] $ $( $(( <( >( ${ } ` " < > >> >& <& &> &>> >| << <<- <<< '
    "= += == != =~ ! - + * / % ** <= >= ^ ~ ? : , ++ -- -= *= /= %= .. := :- :? :+ # ## %% // /# /% ^^ ,, "
    "if then elif else fi for in do done while until case esac select function "
    "declare typeset export readonly local unset"
)
_OPERATORS: Final = frozenset(_OPERATOR_TEXT.split())
_BLANKS: Final = re.compile(rb"(?:[ \t\n]|\\\n)*")
_LONE_DASH: Final = re.compile(rb"[ \t]+-[ \t]*")
"""An argument for standard input, which the grammar loses before a here-document; no command runs another by it."""

_JOINED_LINE: Final = re.compile(rb"(?<!\\)(?:\\\\)*(\\\n)")
_FOREIGN: Final = re.compile(r"[^\S \t\n]|[\x00-\x08\x0e-\x1f\x7f]")
"""White space that separates words for the grammar but not for a shell, and control characters."""

_EXPANDED_TEXT: Final = re.compile(rb"(?:\\.|[^\\`$]|\$(?![A-Za-z0-9_({\[`'\"\\@*#?!$-]))*", re.DOTALL)
_QUOTED_TEXT: Final = re.compile(rb"(?:\\.|[^\\`$\"]|\$(?=[\s.,:;/%^=+)~|&<>\]}]|\Z))*", re.DOTALL)
_ONE_WORD: Final = frozenset({"simple_expansion", "concatenation", "variable_assignment", "subscript"})
"""What has no spaces between its tokens."""

_VERBATIM: Final = frozenset({"raw_string", "comment", "heredoc_body", "heredoc_content"})
"""Tokens in which a backslash before the end of a line is text, or has been refused."""

_COMMENTED: Final = frozenset(
    {"program", "list", "compound_statement", "do_group", "if_statement", "elif_clause", "else_clause", "subshell"}
    | {"case_statement", "case_item", "command_substitution", "process_substitution", "pipeline", "array"}
    | {"while_statement", "for_statement", "redirected_statement", "function_definition"}
)
"""Where a comment may stand; in arithmetic, for example, `#` is not a comment."""

_BEFORE_COMMENT: Final = b" \t\n;&|("


def check_tokens(script: str, root: "Node") -> None:
    """Raises UnparsableScript unless every token is of a form that a shell reads in the same way."""
    if _FOREIGN.search(script):
        raise UnparsableScript("a control character or foreign white space")
    if root.has_error:
        raise UnparsableScript("a syntax error")
    _TokenCheck(script.encode()).check_root(root)


class _TokenCheck:
    def __init__(self, source: bytes) -> None:
        self._source = source
        self._opaque: list[tuple[int, int]] = []
        self._end = 0

    def check_root(self, root: "Node") -> None:
        pending = [root]
        while pending:
            node = pending.pop()
            if node.is_missing:
                raise UnparsableScript(f"missing {node.type}")
            if node.type == "heredoc_redirect":
                self._check_heredoc(node)
            elif node.type == "command_substitution":
                _check_backticks(node)
            children = node.children
            if children:
                pending.extend(reversed(children))
            else:
                self._check_token(node)
        if _BLANKS.fullmatch(self._source, self._end) is None:
            raise UnparsableScript("something after the last token")
        for joined in _JOINED_LINE.finditer(self._source):
            at = joined.start(1)
            hidden = any(start <= at < end for start, end in self._opaque)
            if not hidden and at > 0 and self._source[at - 1] not in b" \t":
                raise UnparsableScript("a token on two lines")

    def _check_token(self, node: "Node") -> None:
        start, end = node.start_byte, node.end_byte
        if start < self._end:
            raise UnparsableScript("tokens that overlap")
        gap, text = self._source[self._end : start], self._source[start:end]
        if node.type not in _VERBATIM:
            # Before some tokens the grammar takes spaces for a part of them.
            gap, text = gap + text[: len(text) - len(text.lstrip(b" \t\n"))], text.lstrip(b" \t\n")
        if _LONE_DASH.fullmatch(gap) and node.parent is not None and node.parent.type == "heredoc_redirect":
            gap = b" "
        around = node.parent
        while around is not None and around.start_byte == start:
            around = around.parent
        is_one_word = around is not None and around.type in _ONE_WORD and not _is_counter(around)
        after_brace = self._source[max(0, self._end - 2) : self._end] == b"${"
        if _BLANKS.fullmatch(gap) is None or (gap and (is_one_word or after_brace)):
            raise UnparsableScript("something between two tokens")
        self._check_form(node, text)
        self._end = end

    def _check_form(self, node: "Node", text: bytes) -> None:
        kind = node.type
        if kind in _TOKEN_FORMS:
            allowed = _TOKEN_FORMS[kind].fullmatch(text) is not None
            if kind == "comment":
                allowed = allowed and self._is_comment_place(node)
        elif kind == "string_content":
            allowed = _QUOTED_TEXT.fullmatch(text + self._source[node.end_byte : node.end_byte + 1]) is not None or (
                _QUOTED_TEXT.fullmatch(text) is not None and not text.endswith(b"$")
            )
        elif kind in ("heredoc_content", "heredoc_body"):
            literal = kind == "heredoc_body" and self._is_quoted_heredoc(node)
            expanded = _EXPANDED_TEXT.fullmatch(text + self._source[node.end_byte : node.end_byte + 1])
            allowed = literal or (b"\\\n" not in text and expanded is not None)
        elif kind == "$":
            follower = self._source[node.end_byte : node.end_byte + 1]
            around = node.parent.type if node.parent is not None else ""
            ends_word = follower in (b" ", b"\n", b"\t", b"") or (follower == b'"' and around == "string")
            allowed = text == b"$" and (ends_word or around == "simple_expansion")
        else:
            allowed = text.decode("utf-8", "replace") in _OPERATORS or (kind == "\n" and not text.strip(b" \t\n"))
        if not allowed:
            raise UnparsableScript(f"an unclear {kind}")
        if kind in _VERBATIM:
            self._opaque.append((node.start_byte, node.end_byte))

    def _is_comment_place(self, node: "Node") -> bool:
        before = self._source[node.start_byte - 1 : node.start_byte]
        return node.parent is not None and node.parent.type in _COMMENTED and (not before or before in _BEFORE_COMMENT)

    def _check_heredoc(self, node: "Node") -> None:
        """Its body has to be the lines up to the first that is its delimiter, as a shell would count them."""
        parts = {child.type: child for child in node.children}
        start, end = parts.get("heredoc_start"), parts.get("heredoc_end")
        if start is None or end is None or start.text is None:
            raise UnparsableScript("a here-document without an end")
        delimiter = start.text.strip(b"'\"")
        line_end = self._source.find(b"\n", start.end_byte)
        closing = self._source.find(b"\n", end.start_byte)
        lines = self._source[line_end + 1 : len(self._source) if closing < 0 else closing].split(b"\n")
        if "<<-" in parts:
            lines = [line.lstrip(b"\t") for line in lines]
        plain = line_end >= 0 and lines[-1] == delimiter and delimiter not in lines[:-1]
        opener = self._source[self._source.rfind(b"\n", 0, start.start_byte) + 1 : line_end]
        if not plain or opener.count(b"<<") != 1 or b"\\\n" in self._source[start.end_byte : line_end + 1]:
            raise UnparsableScript("an unclear here-document")
        if b"`" in self._source[: start.start_byte]:
            raise UnparsableScript("a here-document between backticks")

    def _is_quoted_heredoc(self, body: "Node") -> bool:
        around = body.parent.children if body.parent is not None else []
        opener = next((child for child in around if child.type == "heredoc_start"), None)
        return opener is not None and (opener.text or b"")[:1] in (b"'", b'"')


def _is_counter(node: "Node") -> bool:
    """Whether it is `i = 0` in the head of a loop, where spaces are allowed."""
    return (
        node.type == "variable_assignment" and node.parent is not None and node.parent.type == "c_style_for_statement"
    )


def _check_backticks(node: "Node") -> None:
    """Between backticks a backslash is for what is there, and quotes depend on those around it."""
    text = node.text or b""
    in_string = node.parent is not None and node.parent.type == "string"
    if text[:1] == b"`" and (b"\\" in text or b"`" in text[1:-1] or (in_string and (b'"' in text or b"'" in text))):
        raise UnparsableScript("quotes between backticks")
