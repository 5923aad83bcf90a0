"""Parses a shell command line into its simple commands, as far as that is possible without running it.

This is not a shell.  It splits where a shell would, parses the commands in substitutions, and marks a command
uncertain when its text does not show everything it does: no rule about particular commands may allow it.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from octui.server.permissions.shell_syntax import ShellWord, SimpleCommand, UnparsableScript

OPERATORS: Final = ("&&", "||", ";;&", ";;", ";&", "|&", ";", "&", "|", "\n", "(", ")")
REDIRECTIONS: Final = ("<<<", "<<-", "&>>", ">>", "<<", "<>", ">|", ">&", "<&", "&>", ">", "<")
OPENING: Final = frozenset({"if", "then", "elif", "else", "while", "until", "do", "{", "!", "time"})
CLOSING: Final = frozenset({"fi", "done", "}", "esac"})
NOT_FOLLOWED: Final = frozenset({"case", "select", "function", "[[", "coproc"})
"""Keywords this parser does not support; a script that contains one cannot be parsed."""
SINKS: Final = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"})
DEEPEST: Final = 20
_SPLIT_OPERATOR: Final = re.compile(r"[$<>&|;(){}`\[]\\\n")
"""A shell joins such lines before it looks for operators."""
_DESCRIPTOR: Final = re.compile(r"\d+(?=[<>])(?![<>]\()")


def parse_commands(script: str) -> tuple[SimpleCommand, ...]:
    """All simple commands of the script, including those in substitutions; raises UnparsableScript."""
    if "\0" in script:
        raise UnparsableScript("no text")
    if _SPLIT_OPERATOR.search(script):
        raise UnparsableScript("an operator on two lines")
    reader = _ShellParser(script)
    reader.parse_list(closing=None)
    return tuple(reader.commands)


@dataclass(slots=True)
class _PendingCommand:
    """The simple command being parsed."""

    start: int = -1
    end: int = -1
    words: list[ShellWord] = field(default_factory=list)
    assignments: list[str] = field(default_factory=list)
    targets: list[ShellWord] = field(default_factory=list)
    uncertain: bool = False


class _ShellParser:
    def __init__(self, script: str, depth: int = 0) -> None:
        self.script = script
        self.depth = depth
        self.at = 0
        self.commands: list[SimpleCommand] = []

    def parse_list(self, closing: str | None) -> None:
        """Parse commands up to `closing`, or to the end of the script when it is None."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnparsableScript("too deep")
        pending = _PendingCommand()
        while not self._is_at_list_end(closing):
            if descriptor := _DESCRIPTOR.match(self.script, self.at):
                pending.start = pending.start if pending.start >= 0 else self.at
                self.at = descriptor.end()
            if redirection := self._read_redirect_operator():
                self._parse_redirect_target(pending, redirection)
            elif operator := self._read_operator():
                self._handle_separator(pending, operator)
                pending = _PendingCommand()
            else:
                self._parse_next_word(pending)
        self._finish_command(pending)
        self.depth -= 1

    def _is_at_list_end(self, closing: str | None) -> bool:
        """Whether the list ends here; its closing word is consumed."""
        self._skip_blanks()
        if self.at >= len(self.script):
            if closing is not None:
                raise UnparsableScript(f"no {closing}")
            return True
        if closing is not None and self.script[self.at] == closing:
            self.at += 1
            return True
        return False

    def _handle_separator(self, pending: _PendingCommand, operator: str) -> None:
        if operator == "(":
            if pending.words or pending.assignments:
                raise UnparsableScript("a function or a pattern")
            if self.script.startswith("((", self.at):
                raise UnparsableScript("arithmetic")
            self.at += 1
            return self.parse_list(closing=")")
        if operator in (")", ";;", ";&", ";;&"):
            raise UnparsableScript(f"unmatched {operator}")
        self._finish_command(pending)
        self.at += len(operator)
        return None

    def _parse_next_word(self, pending: _PendingCommand) -> None:
        start = self.at
        word = self._parse_word()
        if pending.start < 0:
            if word.raw in NOT_FOLLOWED:
                raise UnparsableScript(word.raw)
            if word.raw == "for":
                return self._skip_for_head()
            if word.raw in OPENING or word.raw in CLOSING:
                return None
        if pending.start < 0:
            pending.start = start
        pending.end = self.at
        if not pending.words and _is_assignment(word.raw):
            pending.assignments.append(word.raw)
        else:
            pending.words.append(word)
        return None

    def _skip_for_head(self) -> None:
        """`for NAME in WORDS`; the words run nothing except the substitutions in them, which are parsed."""
        self._skip_blanks()
        if self._read_operator():
            raise UnparsableScript("for")
        self._parse_word()
        while True:
            self._skip_blanks()
            if self.at >= len(self.script):
                raise UnparsableScript("for")
            if self._read_redirect_operator() or (self._read_operator() or ";") not in (";", "\n"):
                raise UnparsableScript("for")
            if operator := self._read_operator():
                self.at += len(operator)
                return
            self._parse_word()

    def _finish_command(self, pending: _PendingCommand) -> None:
        if not (pending.words or pending.assignments or pending.targets):
            return
        text = self.script[pending.start : pending.end].strip()
        name = pending.words[0] if pending.words else None
        uncertain = pending.uncertain or (name is not None and (not name.literal or name.quoted))
        self.commands.append(
            SimpleCommand(text, tuple(pending.words), tuple(pending.assignments), tuple(pending.targets), uncertain)
        )

    def _parse_redirect_target(self, pending: _PendingCommand, operator: str) -> None:
        if operator in ("<<", "<<-"):
            raise UnparsableScript("a here-document")
        if pending.start < 0:
            pending.start = self.at
        self.at += len(operator)
        self._skip_blanks()
        if self.at >= len(self.script) or self._read_operator():
            raise UnparsableScript("a redirection without a target")
        target = self._parse_word()
        pending.end = self.at
        duplicates = operator in (">&", "<&") and (target.raw.rstrip("-").isdigit() or target.raw == "-")
        if operator == "<<<" or duplicates or (target.literal and target.unquoted in SINKS):
            return
        pending.targets.append(target)
        if operator != "<":
            pending.uncertain = True

    def _read_operator(self) -> str:
        return next((operator for operator in OPERATORS if self.script.startswith(operator, self.at)), "")

    def _read_redirect_operator(self) -> str:
        if self.script.startswith(("<(", ">("), self.at):
            return ""
        return next((operator for operator in REDIRECTIONS if self.script.startswith(operator, self.at)), "")

    def _skip_blanks(self) -> None:
        while self.at < len(self.script):
            if self.script[self.at] in " \t":
                self.at += 1
            elif self.script.startswith("\\\n", self.at):
                self.at += 2
            elif self.script[self.at] == "#":
                end = self.script.find("\n", self.at)
                self.at = len(self.script) if end < 0 else end
            else:
                return

    def _parse_word(self) -> ShellWord:
        """The word at this position; substitutions in it are parsed."""
        start = self.at
        plain: list[str] = []
        literal, quoted = True, False
        while self.at < len(self.script):
            character = self.script[self.at]
            if character in " \t\n;&|()<>" and not self.script.startswith(("<(", ">("), self.at):
                break
            if character == "\\":
                plain.append(self.script[self.at + 1 : self.at + 2].replace("\n", ""))
                quoted = True
                self.at += 2
            elif character == "'":
                plain.append(self._read_until("'", self.at + 1))
                quoted = True
            elif character == '"':
                text, same = self._parse_double_quotes()
                plain.append(text)
                quoted, literal = True, literal and same
            elif self._is_at_substitution():
                plain.append(self._parse_substitution())
                literal = False
            else:
                plain.append(character)
                literal = literal and character not in "*?[{~"
                self.at += 1
        if self.at == start:
            raise UnparsableScript(f"unexpected {self.script[start : start + 1]}")
        return ShellWord(self.script[start : self.at], "".join(plain), literal, quoted)

    def _read_until(self, end: str, start: int) -> str:
        found = self.script.find(end, start)
        if found < 0:
            raise UnparsableScript(f"missing {end}")
        self.at = found + 1
        return self.script[start:found]

    def _parse_double_quotes(self) -> tuple[str, bool]:
        plain: list[str] = []
        literal = True
        self.at += 1
        while self.at < len(self.script):
            character = self.script[self.at]
            if character == '"':
                self.at += 1
                return "".join(plain), literal
            if character == "\\":
                plain.append(self.script[self.at + 1 : self.at + 2])
                self.at += 2
            elif self._is_at_substitution():
                plain.append(self._parse_substitution())
                literal = False
            else:
                plain.append(character)
                self.at += 1
        raise UnparsableScript('missing "')

    def _is_at_substitution(self) -> bool:
        return self.script[self.at] in "`$" or self.script.startswith(("<(", ">("), self.at)

    def _parse_substitution(self) -> str:
        """The raw text of a substitution; its commands are added to the script's commands."""
        start = self.at
        if self.script[start] == "`":
            inside = self._read_until("`", start + 1)
            if "\\" in inside:
                raise UnparsableScript("a backslash between backticks")
            self._parse_nested_script(inside)
        elif self.script.startswith("$((", start):
            self._parse_arithmetic()
        elif self.script.startswith(("$(", "<(", ">("), start):
            self.at += 2
            self.parse_list(closing=")")
        elif self.script.startswith("${", start):
            self._parse_parameter()
        elif self.script.startswith(("$'", '$"', "$["), start):
            raise UnparsableScript("a quote or a bracket after a dollar sign")
        else:
            self.at += 1
            while self.at < len(self.script) and (self.script[self.at].isalnum() or self.script[self.at] == "_"):
                self.at += 1
            if self.at == start + 1 and self.script[self.at : self.at + 1] in tuple("?!#$@*-"):
                self.at += 1
        return self.script[start : self.at]

    def _parse_nested_script(self, script: str) -> None:
        inner = _ShellParser(script, self.depth)
        inner.parse_list(closing=None)
        self.commands += inner.commands

    def _parse_arithmetic(self) -> None:
        """`$(( … ))`: arithmetic runs nothing, substitutions in it do."""
        self.at += 3
        depth = 0
        while self.at < len(self.script):
            if depth == 0 and self.script.startswith("))", self.at):
                self.at += 2
                return
            character = self.script[self.at]
            if character in "`$":
                self._parse_substitution()
                continue
            if character in "'\"\\":
                raise UnparsableScript("quotes in arithmetic")
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                raise UnparsableScript("missing ))")
            self.at += 1
        raise UnparsableScript("missing ))")

    def _parse_parameter(self) -> None:
        """`${NAME}`, including substitutions inside the braces."""
        self.at += 2
        while self.at < len(self.script):
            character = self.script[self.at]
            if character == "}":
                self.at += 1
                return
            if character in "`$":
                self._parse_substitution()
            elif character in "'\"\\@":
                # Quotes inside braces have their own rules, and `${x@P}` executes the value.
                raise UnparsableScript("a complex parameter expansion")
            else:
                self.at += 1
        raise UnparsableScript("missing }")


def _is_assignment(raw: str) -> bool:
    name, equals, _ = raw.partition("=")
    return bool(equals) and name.rstrip("+").replace("_", "a").isalnum() and not name[:1].isdigit()
