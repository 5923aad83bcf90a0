"""What a shell command line would run: its simple commands, as far as reading alone can tell.

This is no shell.  It splits where a shell would, follows substitutions into their commands, and calls a command
doubtful when its text does not say all that it does: such a command no rule about commands may allow.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from octui.server.asking.shell_words import SimpleCommand, Unreadable, Word

OPERATORS: Final = ("&&", "||", ";;&", ";;", ";&", "|&", ";", "&", "|", "\n", "(", ")")
REDIRECTIONS: Final = ("<<<", "<<-", "&>>", ">>", "<<", "<>", ">|", ">&", "<&", "&>", ">", "<")
OPENING: Final = frozenset({"if", "then", "elif", "else", "while", "until", "do", "{", "!", "time"})
CLOSING: Final = frozenset({"fi", "done", "}", "esac"})
NOT_FOLLOWED: Final = frozenset({"case", "select", "function", "[[", "coproc"})
"""Words that begin what is not followed here; whatever holds one is doubtful as a whole."""
SINKS: Final = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"})
DEEPEST: Final = 20
_DESCRIPTOR: Final = re.compile(r"\d+(?=[<>])(?![<>]\()")


def simple_commands(script: str) -> tuple[SimpleCommand, ...]:
    """Every simple command in the script, those inside substitutions included; raises Unreadable."""
    if "\0" in script:
        raise Unreadable("no text")
    reader = _Reader(script)
    reader.read_list(closing=None)
    return tuple(reader.commands)


@dataclass(slots=True)
class _Pending:
    """The simple command that is being read."""

    start: int = -1
    end: int = -1
    words: list[Word] = field(default_factory=list)
    assignments: list[str] = field(default_factory=list)
    targets: list[Word] = field(default_factory=list)
    doubtful: bool = False


class _Reader:
    def __init__(self, script: str, depth: int = 0) -> None:
        self.script = script
        self.depth = depth
        self.at = 0
        self.commands: list[SimpleCommand] = []

    def read_list(self, closing: str | None) -> None:
        """Read commands up to `closing`, or to the end of the script where there is none."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("too deep")
        pending = _Pending()
        while not self._ends(closing):
            if descriptor := _DESCRIPTOR.match(self.script, self.at):
                pending.start = pending.start if pending.start >= 0 else self.at
                self.at = descriptor.end()
            if redirection := self._redirection():
                self._redirect(pending, redirection)
            elif operator := self._operator():
                self._separate(pending, operator)
                pending = _Pending()
            else:
                self._take_word(pending)
        self._finish(pending)
        self.depth -= 1

    def _ends(self, closing: str | None) -> bool:
        """Whether the list ends here; what closes it is passed over."""
        self._skip_blanks()
        if self.at >= len(self.script):
            if closing is not None:
                raise Unreadable(f"no {closing}")
            return True
        if closing is not None and self.script[self.at] == closing:
            self.at += 1
            return True
        return False

    def _separate(self, pending: _Pending, operator: str) -> None:
        if operator == "(":
            if pending.words or pending.assignments:
                raise Unreadable("a function, or a pattern")
            if self.script.startswith("((", self.at):
                raise Unreadable("arithmetic")
            self.at += 1
            return self.read_list(closing=")")
        if operator in (")", ";;", ";&", ";;&"):
            raise Unreadable(f"{operator} closes nothing")
        self._finish(pending)
        self.at += len(operator)
        return None

    def _take_word(self, pending: _Pending) -> None:
        start = self.at
        word = self._word()
        if pending.start < 0:
            if word.raw in NOT_FOLLOWED:
                raise Unreadable(word.raw)
            if word.raw == "for":
                return self._for_head()
            if word.raw in OPENING or word.raw in CLOSING:
                return None
        if pending.start < 0:
            pending.start = start
        pending.end = self.at
        if not pending.words and _assigns(word.raw):
            pending.assignments.append(word.raw)
        else:
            pending.words.append(word)
        return None

    def _for_head(self) -> None:
        """`for NAME in WORDS`, whose words run nothing unless they hold a substitution, which was followed."""
        self._skip_blanks()
        if self._operator():
            raise Unreadable("for")
        self._word()
        while True:
            self._skip_blanks()
            if self.at >= len(self.script):
                raise Unreadable("for")
            if self._redirection() or (self._operator() or ";") not in (";", "\n"):
                raise Unreadable("for")
            if operator := self._operator():
                self.at += len(operator)
                return
            self._word()

    def _finish(self, pending: _Pending) -> None:
        if not (pending.words or pending.assignments or pending.targets):
            return
        text = self.script[pending.start : pending.end].strip()
        name = pending.words[0] if pending.words else None
        doubtful = pending.doubtful or (name is not None and (not name.literal or name.quoted))
        self.commands.append(
            SimpleCommand(text, tuple(pending.words), tuple(pending.assignments), tuple(pending.targets), doubtful)
        )

    def _redirect(self, pending: _Pending, operator: str) -> None:
        if operator in ("<<", "<<-"):
            raise Unreadable("a document in place")
        if pending.start < 0:
            pending.start = self.at
        self.at += len(operator)
        self._skip_blanks()
        if self.at >= len(self.script) or self._operator():
            raise Unreadable("a redirection to nowhere")
        target = self._word()
        pending.end = self.at
        duplicates = operator in (">&", "<&") and (target.raw.rstrip("-").isdigit() or target.raw == "-")
        if operator == "<<<" or duplicates or (target.literal and target.plain in SINKS):
            return
        pending.targets.append(target)
        if operator != "<":
            pending.doubtful = True

    def _operator(self) -> str:
        return next((operator for operator in OPERATORS if self.script.startswith(operator, self.at)), "")

    def _redirection(self) -> str:
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

    def _word(self) -> Word:
        """The word that begins here; what it substitutes is followed."""
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
                plain.append(self._up_to("'", self.at + 1))
                quoted = True
            elif character == '"':
                text, same = self._double_quoted()
                plain.append(text)
                quoted, literal = True, literal and same
            elif self._substitutes():
                plain.append(self._substitution())
                literal = False
            else:
                plain.append(character)
                literal = literal and character not in "*?[{~"
                self.at += 1
        if self.at == start:
            raise Unreadable(f"unexpected {self.script[start : start + 1]}")
        return Word(self.script[start : self.at], "".join(plain), literal, quoted)

    def _up_to(self, end: str, start: int) -> str:
        found = self.script.find(end, start)
        if found < 0:
            raise Unreadable(f"no closing {end}")
        self.at = found + 1
        return self.script[start:found]

    def _double_quoted(self) -> tuple[str, bool]:
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
            elif self._substitutes():
                plain.append(self._substitution())
                literal = False
            else:
                plain.append(character)
                self.at += 1
        raise Unreadable('no closing "')

    def _substitutes(self) -> bool:
        return self.script[self.at] in "`$" or self.script.startswith(("<(", ">("), self.at)

    def _substitution(self) -> str:
        """The raw text of a substitution; the commands in it are among the script's commands."""
        start = self.at
        if self.script[start] == "`":
            inside = self._up_to("`", start + 1)
            if "\\" in inside:
                raise Unreadable("a backslash between backticks")
            self._follow(inside)
        elif self.script.startswith("$((", start):
            self._arithmetic()
        elif self.script.startswith(("$(", "<(", ">("), start):
            self.at += 2
            self.read_list(closing=")")
        elif self.script.startswith("${", start):
            self._parameter()
        elif self.script.startswith(("$'", '$"'), start):
            raise Unreadable("a quoted dollar")
        else:
            self.at += 1
            while self.at < len(self.script) and (self.script[self.at].isalnum() or self.script[self.at] == "_"):
                self.at += 1
            if self.at == start + 1 and self.script[self.at : self.at + 1] in tuple("?!#$@*-"):
                self.at += 1
        return self.script[start : self.at]

    def _follow(self, script: str) -> None:
        inner = _Reader(script, self.depth)
        inner.read_list(closing=None)
        self.commands += inner.commands

    def _arithmetic(self) -> None:
        """`$(( … ))`: sums run nothing, what they substitute does."""
        self.at += 3
        depth = 0
        while self.at < len(self.script):
            if depth == 0 and self.script.startswith("))", self.at):
                self.at += 2
                return
            character = self.script[self.at]
            if character in "`$":
                self._substitution()
                continue
            if character in "'\"\\":
                raise Unreadable("quotes in a sum")
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                raise Unreadable("no closing ))")
            self.at += 1
        raise Unreadable("no closing ))")

    def _parameter(self) -> None:
        """`${NAME}`, with whatever is substituted inside its braces."""
        self.at += 2
        while self.at < len(self.script):
            character = self.script[self.at]
            if character == "}":
                self.at += 1
                return
            if character in "`$":
                self._substitution()
            elif character in "'\"\\@":
                # Quotes here follow rules of their own, and `${x@P}` runs what it holds.
                raise Unreadable("an involved parameter")
            else:
                self.at += 1
        raise Unreadable("no closing }")


def _assigns(raw: str) -> bool:
    name, equals, _ = raw.partition("=")
    return bool(equals) and name.rstrip("+").replace("_", "a").isalnum() and not name[:1].isdigit()
