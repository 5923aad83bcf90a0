"""What a search in the project found, as rows to choose from, and the calls that find it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from octui.client import Client, ClientError, ServerFailed, Unsupported
from octui.client.capabilities import Capabilities
from octui.render.files.file_lines import MAX_SHOWN_LENGTH
from octui.render.files.line_spans import Span
from octui.ui.files.loaded_file import make_relative
from octui.ui.files.path_filter import rank_paths
from octui.ui.files.text_matches import MAX_MARKED
from octui.wire.workspace.search import Match, Symbol

MAX_PATHS: Final = 200
"""Paths that a server lists at most."""
EMBEDDED_MATCHES: Final = 200
OPENCODE_MATCHES: Final = 10
"""Matches that OpenCode lists at most: in all, in its older versions of each file."""
SYMBOL_KINDS: Final = {
    2: "module", 3: "namespace", 4: "package", 5: "class", 6: "method", 7: "property", 8: "field", 9: "constructor",
    10: "enum", 11: "interface", 12: "function", 13: "variable", 14: "constant", 22: "member", 23: "struct",
    26: "type",
}  # fmt: skip
"""Kinds of the language server protocol, by number."""


class SearchKind(StrEnum):
    TEXT = "text"
    FILES = "files"
    SYMBOLS = "symbols"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One place; `line` counts from one and is zero for a whole file, `spans` count characters of `text`.

    Of a line that matched, `text` has as much as is drawn of lines.
    """

    path: str
    line: int = 0
    text: str = ""
    spans: tuple[Span, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """`note` says what the list leaves out; `problem` why there is none."""

    query: str
    kind: SearchKind
    hits: tuple[SearchHit, ...] = ()
    note: str = ""
    problem: str = ""
    hidden: int = 0
    """How many files were left out because of the rules for reading."""


@dataclass(slots=True)
class ProjectSearch:
    """Searches one directory of a server; `has_language_server` says whether one is known to run there."""

    client: Client
    directory: str
    is_embedded: bool = False
    has_language_server: bool = False

    async def run_search(self, query: str, kind: SearchKind, *, is_literal: bool = False) -> SearchOutcome:
        """What was found; every failure becomes a sentence."""
        try:
            match kind:
                case SearchKind.TEXT:
                    return await self._search_text(query, is_literal)
                case SearchKind.FILES:
                    return await self._search_files(query)
                case SearchKind.SYMBOLS:
                    return await self._search_symbols(query)
        except ClientError as error:
            return SearchOutcome(query, kind, problem=self._explain_failure(query, kind, is_literal, error))

    async def _search_text(self, query: str, is_literal: bool) -> SearchOutcome:
        known = await self.client.server.get_capabilities()
        pattern = escape_pattern(query) if is_literal else query
        if query == query.lower() and (known.literal_search or known.search_is_a_shell or self.is_embedded):
            pattern = f"(?i){pattern}"
        matches = await self.client.files.search_text(pattern, directory=self.directory or None)
        hits = await asyncio.to_thread(make_text_hits, matches, self.directory)
        if not hits and not is_literal and (wrong := describe_pattern_error(query)):
            return SearchOutcome(query, SearchKind.TEXT, problem=wrong)
        problem = "" if hits else f"No line matches “{query}”."
        note = self._describe_limit(hits, known)
        return SearchOutcome(query, SearchKind.TEXT, hits, note, problem, matches.hidden)

    async def _search_files(self, query: str) -> SearchOutcome:
        paths = await self.client.files.search(query, type="file", limit=MAX_PATHS, directory=self.directory or None)
        ranked = rank_paths(query, paths)
        # What only the server takes for a match comes last.
        ordered = [*dict.fromkeys((*ranked, *paths))]
        note = f"this server lists {MAX_PATHS} at most" if len(ordered) >= MAX_PATHS else ""
        problem = "" if ordered else f"No file matches “{query}”."
        hits = tuple(SearchHit(path) for path in ordered)
        return SearchOutcome(query, SearchKind.FILES, hits, note, problem, paths.hidden)

    async def _search_symbols(self, query: str) -> SearchOutcome:
        symbols = await self.client.files.search_symbols(query, directory=self.directory or None)
        hits = await asyncio.to_thread(make_symbol_hits, symbols, self.directory)
        problem = ""
        if not hits and self.is_embedded:
            problem = f"No Python class or function has “{query}” in its name."
        elif not hits and self.has_language_server:
            problem = f"No symbol matches “{query}”."
        elif not hits:
            problem = "No symbols: no language server runs on this server. Text and files can be searched."
        return SearchOutcome(query, SearchKind.SYMBOLS, hits, problem=problem, hidden=symbols.hidden)

    def _describe_limit(self, hits: Sequence[SearchHit], known: Capabilities) -> str:
        if self.is_embedded:
            return f"this server lists {EMBEDDED_MATCHES} at most" if len(hits) >= EMBEDDED_MATCHES else ""
        if not known.search_is_a_shell:
            return f"this server lists {OPENCODE_MATCHES} at most" if len(hits) >= OPENCODE_MATCHES else ""
        is_cut = any(count >= OPENCODE_MATCHES for count in Counter(hit.path for hit in hits).values())
        return f"this server lists {OPENCODE_MATCHES} a file at most" if is_cut else ""

    def _explain_failure(self, query: str, kind: SearchKind, is_literal: bool, error: ClientError) -> str:
        """OpenCode answers everything from a bad pattern to a missing program with the same sentence."""
        if kind is SearchKind.TEXT and not is_literal and (wrong := describe_pattern_error(query)):
            return wrong
        if kind is SearchKind.TEXT and isinstance(error, ServerFailed):
            return (
                "The server could not search: it needs ripgrep (rg), and stops at very long lines "
                "and at matches in files that are not UTF-8."
            )
        if isinstance(error, Unsupported) or kind is not SearchKind.TEXT:
            return str(error)
        return str(error).removeprefix("The server rejected the request: ")


def make_text_hits(matches: Iterable[Match], directory: str) -> tuple[SearchHit, ...]:
    """The lines that matched; slow with many, and safe in a thread."""
    return tuple(
        SearchHit(
            make_relative(match.path.text, directory),
            match.line_number,
            match.lines.text[:MAX_SHOWN_LENGTH].rstrip("\r\n"),
            tuple(_locate_submatches(match)),
        )
        for match in matches
    )


def make_symbol_hits(symbols: Iterable[Symbol], directory: str) -> tuple[SearchHit, ...]:
    """The places of symbols; slow with many, and safe in a thread."""
    return tuple(
        SearchHit(
            make_relative(symbol.location.uri, directory),
            symbol.location.range.start.line + 1,
            symbol.name,
            kind=SYMBOL_KINDS.get(symbol.kind, "symbol"),
        )
        for symbol in symbols
    )


def _locate_submatches(match: Match) -> Iterator[Span]:
    """The ranges of characters that matched, which the server counts in bytes; as far as a line is drawn."""
    text = match.lines.text[:MAX_SHOWN_LENGTH]
    raw = text.encode()
    found = [each for each in match.submatches if each.start < each.end and each.start < len(raw)]
    for each in found[:MAX_MARKED]:
        if text.isascii():
            yield each.start, min(each.end, len(raw))
        else:
            yield len(raw[: each.start].decode("utf-8", "replace")), len(raw[: each.end].decode("utf-8", "replace"))


def escape_pattern(text: str) -> str:
    """A regular expression that matches this text, as ripgrep and Python read it."""
    return re.sub(r"([\\.+*?()|\[\]{}^$#&~-])", r"\\\1", text)


def describe_pattern_error(pattern: str) -> str:
    """What is wrong with a regular expression, in one sentence; empty for one that compiles."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error).partition(" at position")[0]
        return f"“{pattern}” is not a regular expression: {reason}."
    return ""
