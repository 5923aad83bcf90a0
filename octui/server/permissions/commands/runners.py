"""Programs that run other programs: what they run, as far as their arguments say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from octui.server.permissions.commands.program_names import HIDING_COMMANDS, SHELLS, get_program_name
from octui.server.permissions.shell.evaluation import SETTINGS_OF_SHELLS
from octui.server.permissions.shell.syntax import RESERVED_WORDS, ShellWord


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """Options with a value, options without one, and how many arguments stand before the command."""

    values: str = ""
    flags: str = ""
    before: int = 0
    takes_assignments: bool = False
    adds_arguments: bool = False
    is_script: bool = False

    def has_value(self, option: str) -> bool:
        return option in self.values.split()

    def has_flag(self, option: str) -> bool:
        return option in self.flags.split()


_WRAPPERS: Final = {
    "timeout": _Wrapper("k s kill-after signal", "v verbose foreground preserve-status", before=1),
    "nice": _Wrapper("n adjustment"),
    "nohup": _Wrapper(),
    "busybox": _Wrapper(),
    "setsid": _Wrapper("", "c f w ctty fork wait"),
    "stdbuf": _Wrapper("i o e input output error"),
    "ionice": _Wrapper("c n class classdata", "t ignore"),
    "time": _Wrapper("f o format output", "p v a portability verbose append", takes_assignments=True),
    "command": _Wrapper("", "p"),
    "builtin": _Wrapper(),
    "exec": _Wrapper("a", "c l"),
    "env": _Wrapper("u C unset chdir", "i 0 v ignore-environment null debug", takes_assignments=True),
    "sudo": _Wrapper("u g h p C D R T user group host prompt chdir", "n E H S k K b A P", takes_assignments=True),
    "doas": _Wrapper("u C", "n L"),
    "xargs": _Wrapper(
        "I n P L d s a E max-args max-procs max-lines delimiter arg-file max-chars replace",
        "0 r t x p null no-run-if-empty verbose exit",
        adds_arguments=True,
    ),
    "watch": _Wrapper(
        "n interval", "d t b e g c x differences no-title beep errexit chgexit color exec", is_script=True
    ),
}
_TRANSPARENT: Final = frozenset({"timeout", "time", "nice", "nohup", "ionice", "stdbuf"})
"""They change how long, how fast or how buffered a command runs, and nothing of what it does.

OpenCode's documentation: a rule for a command "works even when git is run via `timeout 5 git status`".
"""

_FIND_RUNS: Final = frozenset({"-exec", "-execdir", "-ok", "-okdir"})


@dataclass(frozen=True, slots=True)
class InnerCommand:
    """What a command runs: `words`, to which `adds_arguments` adds some, or else a `script`.

    With a `script_file` the words are that file and what the script is given.
    """

    words: tuple[ShellWord, ...] = ()
    adds_arguments: bool = False
    script: str | None = None
    script_file: str | None = None


class HiddenCommand(Exception):
    """The arguments do not show what the command will run."""


def list_inner_commands(words: Sequence[ShellWord]) -> tuple[InnerCommand, ...]:
    """What a command runs besides itself; raises HiddenCommand."""
    name = get_program_name(words[0])
    if name in ("source", ".") and words[0].literal and len(words) > 1 and "/" in words[1].unquoted:
        return (_name_script_file(words[1:]),)
    if not words[0].literal or name in HIDING_COMMANDS:
        raise HiddenCommand(name)
    if name in SHELLS:
        return _read_shell_arguments(words)
    if name == "find":
        return _read_find_arguments(words)
    if (name == "command" and any(word.unquoted in ("-v", "-V") for word in words[1:2])) or name not in _WRAPPERS:
        return ()
    wrapper = _WRAPPERS[name]
    inner = tuple(words[_skip_options(words, wrapper) :])
    if not inner:
        return ()
    if inner[0].raw in RESERVED_WORDS:
        raise HiddenCommand(inner[0].raw)
    if wrapper.is_script:
        if not all(word.literal for word in inner):
            raise HiddenCommand(name)
        return (InnerCommand(script=" ".join(word.unquoted for word in inner)),)
    return (InnerCommand(inner, wrapper.adds_arguments),)


def is_transparent_wrapper(words: Sequence[ShellWord]) -> bool:
    """Whether a command only runs another one, unchanged, and all of that is plain to see."""
    name = words[0].raw
    if name not in _TRANSPARENT:
        return False
    try:
        start = _skip_options(words, _WRAPPERS[name])
    except HiddenCommand:
        return False
    options, inner = words[1:start], words[start:]
    if name == "time" and any(option.raw != "-p" for option in options):
        # The others may write to a file, and an assignment changes what the command does.
        return False
    is_plain = all(word.literal and not word.quoted for word in (*options, *inner[:1]))
    return bool(inner) and is_plain and inner[0].raw not in RESERVED_WORDS


def _skip_options(words: Sequence[ShellWord], wrapper: _Wrapper) -> int:
    """Where the command begins; raises HiddenCommand at an option that is not known, or may be several words."""
    at = 1
    while at < len(words):
        text = words[at].unquoted
        if not words[at].literal and not (words[at].quoted and words[at].raw[:1] == '"' and text[:1] not in "-$`"):
            raise HiddenCommand(text)
        if text == "--":
            at += 1
            break
        if text[:1] != "-" or text == "-":
            break
        at += _count_option_words(text, wrapper)
    at += wrapper.before
    while wrapper.takes_assignments and at < len(words) and "=" in words[at].unquoted.partition(" ")[0]:
        if SETTINGS_OF_SHELLS.match(words[at].unquoted):
            raise HiddenCommand(words[at].raw)
        at += 1
    if splitting := next((word for word in words[1:at] if word.splits), None):
        raise HiddenCommand(splitting.raw)
    return at


def _count_option_words(text: str, wrapper: _Wrapper) -> int:
    if text.startswith("--"):
        name, equals, _ = text[2:].partition("=")
        if wrapper.has_value(name):
            return 1 if equals else 2
        if wrapper.has_flag(name) and not equals:
            return 1
        raise HiddenCommand(text)
    for place, letter in enumerate(text[1:], 2):
        if wrapper.has_value(letter):
            return 1 if place < len(text) else 2
        if not wrapper.has_flag(letter) and not (text[1:].isdigit() and wrapper.has_value("adjustment")):
            raise HiddenCommand(text)
    return 1


def _read_shell_arguments(words: Sequence[ShellWord]) -> tuple[InnerCommand, ...]:
    """The script of `bash -c SCRIPT` or `bash FILE`; one on standard input cannot be read."""
    for place, word in enumerate(words[1:], 1):
        text = word.unquoted
        if text[:1] != "-" and not any({"c", "l"} & set(option.unquoted) for option in words[1:place]):
            return (_name_script_file(words[place:]),)
        if not word.literal or text[:1] != "-" or len(text) < 2 or not set(text[1:]) <= set("ceflux"):
            break
        if "c" in text and place + 1 < len(words) and words[place + 1].literal:
            return (InnerCommand(script=words[place + 1].unquoted),)
    if [word.unquoted for word in words[1:]] == ["--version"]:
        return ()
    raise HiddenCommand(words[0].raw)


def _name_script_file(words: Sequence[ShellWord]) -> InnerCommand:
    if not words[0].literal:
        raise HiddenCommand(words[0].raw)
    return InnerCommand(tuple(words), script_file=words[0].unquoted)


def _read_find_arguments(words: Sequence[ShellWord]) -> tuple[InnerCommand, ...]:
    inner: list[InnerCommand] = []
    if any(not (word.literal or word.quoted or word.raw == "{}") and "$" in word.raw for word in words):
        raise HiddenCommand("find")
    at = 1
    while at < len(words):
        at += 1
        if words[at - 1].unquoted in _FIND_RUNS:
            end = next((place for place in range(at, len(words)) if words[place].unquoted in (";", "+")), len(words))
            command = tuple(words[at:end])
            if not command:
                raise HiddenCommand("find")
            fixed = next((place for place, word in enumerate(command) if "{}" in word.unquoted), len(command))
            inner.append(InnerCommand(command[:fixed] or command, adds_arguments=True))
            if not fixed:
                raise HiddenCommand("find")
            at = end + 1
    return tuple(inner)
