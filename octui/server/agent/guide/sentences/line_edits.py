"""Changes of whole lines, which need the text of the file: `delete line 3 of a.txt`, `add "x" at the top of a.txt`."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from octui.server.agent.guide.sentences.intent_builders import add_comment_sign
from octui.server.agent.guide.sentences.intents import ChangeText, Intent, LinesChange, ReplaceEverywhere, ToolIntent
from octui.server.agent.guide.sentences.pattern_parts import QUOTED, SENTENCE_END, build_rule, strip_quotes

_IN_FILE: Final = rf"(?:in|of|from)\s+(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*\w\.\w+)"
_EVERYWHERE: Final = r"(?:everywhere|(?:in|across)\s+(?:all|every|the\s+(?:whole|entire)|this)\s+\w+)"
_DELETE: Final = r"(?:delete|remove|drop|cut)\s+"


def insert_line(lines: Sequence[str], *, before: int, text: str) -> list[str]:
    return [*lines[: before - 1], text, *lines[before - 1 :]]


def remove_lines(lines: Sequence[str], *, first: int, last: int) -> list[str]:
    return [*lines[: first - 1], *lines[last:]]


def remove_last_line(lines: Sequence[str]) -> list[str]:
    return list(lines[:-1])


def remove_lines_with(lines: Sequence[str], *, text: str) -> list[str]:
    return [line for line in lines if text not in line]


def strip_line_ends(lines: Sequence[str]) -> list[str]:
    return [line.rstrip(" \t") for line in lines]


def expand_tabs(lines: Sequence[str]) -> list[str]:
    return [line.replace("\t", "    ") for line in lines]


def set_value(lines: Sequence[str], *, name: str, value: str) -> list[str]:
    """The lines with another value after `name =` or `"name":`, whatever it was."""
    assignment = re.compile(rf"""(\s*"?{re.escape(name)}"?\s*[:=]\s*["']?)[^"',;]*(["']?[,;]?)""")
    return [f"{found[1]}{value}{found[2]}" if (found := assignment.fullmatch(line)) else line for line in lines]


def _change(match: re.Match[str], change: LinesChange) -> Intent:
    return ChangeText(strip_quotes(match["path"]), change)


def _build_replacement_everywhere(match: re.Match[str]) -> Intent | None:
    old, new = strip_quotes(match["old"]), strip_quotes(match["new"])
    return ReplaceEverywhere(old, new) if old and "\n" not in f"{old}{new}" else None


def _build_value_change(match: re.Match[str]) -> Intent | None:
    return _change(match, partial(set_value, name=match["name"], value=strip_quotes(match["value"])))


def _build_first_line(match: re.Match[str]) -> Intent | None:
    content = strip_quotes(match["content"] or match["said"] or "")
    if match["comment"]:
        content = add_comment_sign(strip_quotes(match["path"]), content)
    return _change(match, partial(insert_line, before=1, text=content)) if content else None


def _build_insertion(match: re.Match[str]) -> Intent | None:
    before = int(match["number"]) + (match["where"].lower() in ("after", "below"))
    return _change(match, partial(insert_line, before=before, text=strip_quotes(match["content"])))


def _build_line_removal(match: re.Match[str]) -> Intent | None:
    first = int(match["first"])
    return _change(match, partial(remove_lines, first=first, last=int(match["last"] or first)))


def _build_text_removal(match: re.Match[str]) -> Intent | None:
    """All lines with a text go when lines were named, else only the text."""
    text, path = strip_quotes(match["text"]), strip_quotes(match["path"])
    if match["line"]:
        return _change(match, partial(remove_lines_with, text=text))
    return ToolIntent("edit", {"filePath": path, "oldString": text, "newString": ""}, f"Editing `{path}`.", file=path)


LINE_EDIT_RULES: Final = (
    build_rule(
        rf"^(?:replace|change|substitute|rename|swap)\s+(?:all\s+|every\s+)?"
        rf"(?:(?:the\s+)?(?:function|method|class|variable|constant|word|text|name|string)\s+)?(?P<old>{QUOTED}|.+?)\s+"
        rf"(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?)\s+{_EVERYWHERE}{SENTENCE_END}",
        _build_replacement_everywhere,
    ),
    build_rule(
        rf"^(?:set|bump|update)\s+(?:the\s+)?(?P<name>[\w-]+)\s+(?:to|=)\s+(?P<value>{QUOTED}|\S+)\s+"
        rf"{_IN_FILE}{SENTENCE_END}",
        _build_value_change,
    ),
    build_rule(
        r"^(?:append|add|put|insert|write)\s+"
        r"(?:(?:an?|the|this)\s+(?:new\s+)?(?:line|text|(?P<comment>comment)|sentence)\s*)?"
        rf"(?:saying\s+|with\s+)?(?P<content>{QUOTED}|.*?)\s*(?:at|to|on|as)\s+(?:the\s+)?(?:very\s+)?"
        rf"(?:top|beginning|start|first\s+line)\s+{_IN_FILE}"
        rf"(?:,?\s+(?:saying|that\s+says|with(?:\s+the\s+text)?)[:\s]\s*(?P<said>{QUOTED}|.+?))?{SENTENCE_END}",
        _build_first_line,
    ),
    build_rule(
        rf"^{_DELETE}(?:the\s+)?lines?\s+(?P<first>\d{{1,7}})"
        rf"(?:\s*(?:-|to|until|and)\s*(?P<last>\d{{1,7}}))?\s+{_IN_FILE}{SENTENCE_END}",
        _build_line_removal,
    ),
    build_rule(
        rf"^{_DELETE}(?:the\s+)?(?:very\s+)?last\s+line\s+{_IN_FILE}{SENTENCE_END}",
        lambda found: _change(found, remove_last_line),
    ),
    build_rule(
        rf"^{_DELETE}(?:the\s+)?(?:very\s+)?first\s+line\s+{_IN_FILE}{SENTENCE_END}",
        lambda found: _change(found, partial(remove_lines, first=1, last=1)),
    ),
    build_rule(
        rf"^(?:remove|delete|strip|trim|fix)\s+(?:the\s+)?trailing\s+(?:white\s?space|spaces|blanks)\s+{_IN_FILE}"
        rf"{SENTENCE_END}",
        lambda found: _change(found, strip_line_ends),
    ),
    build_rule(
        r"^(?:replace|convert|change|turn)\s+(?:all\s+)?(?:the\s+)?tabs\s+(?:with|by|to|into)\s+(?:four\s+|4\s+)?spaces\s+"
        rf"{_IN_FILE}{SENTENCE_END}",
        lambda found: _change(found, expand_tabs),
    ),
    build_rule(
        rf"^{_DELETE}(?:the\s+|all\s+|every\s+)*"
        r"(?:(?P<line>lines?)\s+(?:(?:that\s+)?(?:with|contain(?:ing|s)?|saying|says?)\s+)?|(?:word|text|string)\s+)?"
        rf"(?P<text>{QUOTED}|\S+)\s+{_IN_FILE}{SENTENCE_END}",
        _build_text_removal,
    ),
    build_rule(
        rf"^(?:add|insert|put|write)\s+(?:the\s+|a\s+)?(?:line\s+|text\s+|comment\s+)?(?P<content>{QUOTED}|.+?)\s+"
        rf"(?P<where>after|before|above|below|at|on)\s+line\s+(?P<number>\d{{1,7}})\s+{_IN_FILE}{SENTENCE_END}",
        _build_insertion,
    ),
)
