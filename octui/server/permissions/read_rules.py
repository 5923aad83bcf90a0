"""Which files of a folder may be shown without asking, as far as the rules for reading say.

Searches and listings touch many files at once and cannot ask about each of them.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from octui.lazy_dataclasses import dataclass
from octui.server.files.path_containment import ContainedPath, is_below
from octui.server.permissions.rules import (
    ANYTHING,
    Rules,
    build_wildcard_regex,
    decide_action,
    find_deciding_rule,
    matches_wildcard,
)
from octui.wire.sessions import Rule

READ: Final = "read"
MAX_NAMED_FILES: Final = 5

ReadVerdict = Literal["allow", "ask", "deny"]


@dataclass(frozen=True)
class HiddenFiles:
    """What a search or a listing left out."""

    asked: tuple[str, ...] = ()
    """Files that can be read once the user has been asked."""
    denied: int = 0

    @property
    def count(self) -> int:
        return len(self.asked) + self.denied

    def describe_omission(self) -> str:
        """One sentence for the model, where what is denied is only counted; empty when nothing was left out."""
        if not self.count:
            return ""
        said: list[str] = []
        if self.asked:
            more = ", …" if len(self.asked) > MAX_NAMED_FILES else ""
            named = ", ".join(self.asked[:MAX_NAMED_FILES]) + more
            said.append(f"{_count_files(len(self.asked))} that the user must be asked about first ({named})")
        if self.denied:
            said.append(f"{_count_files(self.denied)} that a rule denies reading")
        return f"\n\n(Not included: {', and '.join(said)}.)"


class ReadRules:
    """The rules for reading, and what they say about paths relative to the project's top."""

    def __init__(self, rules: Rules, granted: Rules, top: Path) -> None:
        self._rules = _select_read_rules(rules)
        self._granted = _select_read_rules(granted)
        self._top = top

    def limit_to_folder(self, folder: Path) -> "FolderReadRules":
        """The same for the files below a folder; call it in a thread, as links are resolved."""
        top = self._top
        real, real_top = os.path.realpath(folder), os.path.realpath(top)
        spellings = dict.fromkeys((os.path.relpath(folder, top), os.path.relpath(real, real_top)))
        absolute = dict.fromkeys((f"{folder}/", f"{real}/"))
        return FolderReadRules(self._rules, self._granted, tuple(spellings), tuple(absolute), real_top)


@dataclass
class FolderReadRules:
    """Verdicts about the files below one folder, which is known by its path in the project and by its real one."""

    rules: Rules
    granted: Rules
    spellings: tuple[str, ...]
    absolute: tuple[str, ...]
    """The folder's absolute paths, with a trailing slash; the real one comes last."""
    real_top: str
    _known: dict[str, ReadVerdict] = field(default_factory=dict, repr=False)

    def find_verdict(self, file: str) -> ReadVerdict:
        """What the rules say about a file, relative to the folder.

        Asking about every file counts as asking about none in particular: whoever wants the contents of a whole folder
        asks about that folder.
        """
        if (verdict := self._known.get(file)) is None:
            verdict = self._known[file] = self._decide(file)
        return verdict

    def find_path_verdict(self, path: ContainedPath) -> ReadVerdict:
        """The strictest verdict about a path: as it was requested, where it leads, and as the folders spell it."""
        root = self.absolute[-1]
        real = os.path.relpath(path.real, root)
        names = dict.fromkeys(
            (path.relative, real, resolve_stored_names(root, path.relative), resolve_stored_names(root, real))
        )
        verdicts = {self.find_verdict(name) for name in names if name not in ("", os.curdir)}
        return "deny" if "deny" in verdicts else "ask" if "ask" in verdicts else "allow"

    def is_content_hidden(self, file: str) -> bool:
        return self.find_verdict(file) != "allow"

    def is_name_hidden(self, file: str) -> bool:
        """A file that may be read after asking is listed: it could not be asked about otherwise."""
        return self._is_any_denied and self.find_verdict(file) == "deny"

    @cached_property
    def _is_any_denied(self) -> bool:
        return any(rule.action == "deny" for rule in self.rules)

    def collect_hidden(self, files: Iterable[str], *, contents: bool) -> HiddenFiles:
        """What of these files is left out: of a search of their contents, or of a list of their names."""
        asked: list[str] = []
        denied = 0
        if not contents and not self._is_any_denied:
            return HiddenFiles()
        for file in files:
            match self.find_verdict(file):
                case "deny":
                    denied += 1
                case "ask" if contents:
                    asked.append(file)
                case _:
                    continue
        return HiddenFiles(tuple(sorted(asked, key=lambda file: (file.count("/"), file))), denied)

    @cached_property
    def _particular_names(self) -> re.Pattern[str]:
        """Matches every file that a particular rule is about; a rule for all files does not count."""
        patterns = dict.fromkeys(rule.pattern for rule in self.rules if rule.pattern != ANYTHING)
        return re.compile(
            "|".join(f"(?:{build_wildcard_regex(pattern).pattern})" for pattern in patterns) or r"(?!)", re.DOTALL
        )

    @cached_property
    def _is_all_denied(self) -> bool:
        about_all = tuple(rule for rule in self.rules if rule.pattern == ANYTHING)
        return find_deciding_rule(about_all, READ, os.curdir).action == "deny"

    def _decide(self, file: str) -> ReadVerdict:
        verdict: ReadVerdict = "allow"
        names = [(_join_path(spelling, file), False) for spelling in self.spellings]
        names += [(prefix + file, True) for prefix in self.absolute]
        is_link = os.path.islink(whole := self.absolute[-1] + file)  # noqa: PTH114
        if not is_link and not any(self._particular_names.fullmatch(name) for name, _ in names):
            # As nearly all of a large project, where each rule would be asked about each name.
            return "deny" if self._is_all_denied else "allow"
        if is_link:
            target = os.path.realpath(whole)
            verdict = "allow" if is_below(target, self.real_top) else "ask"
            names += [(os.path.relpath(target, self.real_top), False), (target, True)]
        for name, by_rule_for_it in names:
            rule = find_deciding_rule(self.rules, READ, name)
            if rule.action == "allow" or (by_rule_for_it and rule.pattern == ANYTHING):
                continue
            if rule.action == "deny":
                return "deny"
            if self._is_asked_about(rule, name) and decide_action(self.granted, READ, name) != "allow":
                verdict = "ask"
        return verdict

    def _is_asked_about(self, rule: Rule, name: str) -> bool:
        """Whether a rule, or one that it overrules, asks about this file in particular."""
        if rule.pattern != ANYTHING:
            return True
        about_some = tuple(rule for rule in self.rules if rule.pattern != ANYTHING)
        overruled = find_deciding_rule(about_some, READ, name)
        return overruled.pattern != ANYTHING and overruled.action != "allow"


def resolve_stored_names(root: str, path: str) -> str:
    """A relative path with the names that its folders have, where a file system takes other spellings for the same."""
    stored: list[str] = []
    for name in Path(path).parts:
        folder = os.path.join(root, *stored)  # noqa: PTH118
        stored.append(name if name in (os.curdir, os.pardir) else _find_stored_name(folder, name))
    return str(Path(*stored))


def _find_stored_name(folder: str, name: str) -> str:
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return name
    if name in names:
        return name
    return next((known for known in names if _fold_name(known) == _fold_name(name)), name)


def _fold_name(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _select_read_rules(rules: Rules) -> Rules:
    return tuple(rule for rule in rules if matches_wildcard(rule.permission, READ))


def _join_path(folder: str, file: str) -> str:
    return file if folder == os.curdir else f"{folder}/{file}"


def _count_files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
