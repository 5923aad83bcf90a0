"""Changes of text that no single edit makes: in all files at once, or of a value that is named and not quoted."""

import re
import shlex
from typing import Final

from octui.server.agent.guide.sentences.intents import QUOTED, Intent, ToolIntent, add_comment_sign, strip_quotes
from octui.server.agent.guide.sentences.pattern_parts import SENTENCE_END, build_rule


def _build_replacement_everywhere(match: re.Match[str]) -> Intent | None:
    old, new = strip_quotes(match["old"]), strip_quotes(match["new"])
    if not old or "\n" in f"{old}{new}":
        return None
    line = (
        f"grep -rlIF --null --exclude-dir=.git -e {shlex.quote(old)} . | "
        f"xargs -0 perl -pi -e {shlex.quote(f's/{_escape_pattern(old)}/{_escape_text(new)}/g')}"
    )
    return ToolIntent("bash", {"command": line}, f"Replacing `{old}` in all files.")


def _build_value_change(match: re.Match[str]) -> Intent | None:
    """The value after `name =` or `"name":` in a file, whatever it is now."""
    name, value, path = match["name"], strip_quotes(match["value"]), strip_quotes(match["path"])
    change = rf's/^(\s*"?{name}"?\s*[:=]\s*["\x27]?)[^"\x27,;]*?(["\x27]?[,;]?)$/${{1}}{_escape_text(value)}$2/'
    line = f"perl -pi -e {shlex.quote(change)} {shlex.quote(path)}"
    return ToolIntent("bash", {"command": line}, f"Setting `{name}` to `{value}` in `{path}`.", file=path)


def _build_first_line(match: re.Match[str]) -> Intent | None:
    path, content = strip_quotes(match["path"]), strip_quotes(match["content"] or match["said"] or "")
    if not content or "\n" in content:
        return None
    if match["comment"]:
        content = add_comment_sign(path, content)
    change = f"s/^/{_escape_text(content)}\\n/ if $. == 1"
    line = f"perl -pi -e {shlex.quote(change)} {shlex.quote(path)}"
    return ToolIntent("bash", {"command": line}, f"Adding to the top of `{path}`.", file=path)


def _escape_pattern(text: str) -> str:
    return re.sub(r"(\W)", r"\\\1", text)


def _escape_text(text: str) -> str:
    return re.sub(r"([\\$@/])", r"\\\1", text)


def _build_line_removal(match: re.Match[str]) -> Intent | None:
    first, path = int(match["first"]), strip_quotes(match["path"])
    last = int(match["last"] or first)
    line = f"perl -ni -e 'print unless $. >= {first} && $. <= {last}' {shlex.quote(path)}"
    return ToolIntent("bash", {"command": line}, f"Deleting from `{path}`.", file=path)


def _build_text_removal(match: re.Match[str]) -> Intent | None:
    """All lines with a text go when the line was named, else only the text."""
    text, path = strip_quotes(match["text"]), strip_quotes(match["path"])
    escaped = _escape_pattern(text)
    line = f"perl -ni -e {shlex.quote(f'print unless /{escaped}/')} {shlex.quote(path)}"
    if match["line"]:
        return ToolIntent("bash", {"command": line}, f"Deleting from `{path}`.", file=path)
    return ToolIntent("edit", {"filePath": path, "oldString": text, "newString": ""}, f"Editing `{path}`.", file=path)


def _build_insertion(match: re.Match[str]) -> Intent | None:
    text, path = strip_quotes(match["content"]), strip_quotes(match["path"])
    place = "s/^/{}\\n/" if match["where"].lower() in ("before", "at", "on", "above") else "s/$/\\n{}/"
    change = f"{place.format(_escape_text(text))} if $. == {match['number']}"
    line = f"perl -pi -e {shlex.quote(change)} {shlex.quote(path)}"
    return ToolIntent("bash", {"command": line}, f"Inserting into `{path}`.", file=path)


_IN_FILE: Final = rf"(?:in|of|from)\s+(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*\w\.\w+)"
_EVERYWHERE: Final = r"(?:everywhere|(?:in|across)\s+(?:all|every|the\s+(?:whole|entire)|this)\s+\w+)"
BULK_EDIT_RULES: Final = (
    build_rule(
        rf"^(?:replace|change|substitute|rename|swap)\s+(?:all\s+|every\s+)?"
        rf"(?:(?:the\s+)?(?:function|method|class|variable|constant|word|text|name|string)\s+)?(?P<old>{QUOTED}|.+?)\s+"
        rf"(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?)\s+{_EVERYWHERE}{SENTENCE_END}",
        _build_replacement_everywhere,
    ),
    build_rule(
        rf"^(?:set|bump|update)\s+(?:the\s+)?(?P<name>[\w-]+)\s+(?:to|=)\s+(?P<value>{QUOTED}|\S+)\s+in\s+(?:the\s+)?"
        rf"(?:file\s+)?(?P<path>{QUOTED}|\S*\.\w+){SENTENCE_END}",
        _build_value_change,
    ),
    build_rule(
        r"^(?:append|add|put|insert|write)\s+(?:(?:an?|the|this)\s+(?:new\s+)?(?:line|text|(?P<comment>comment)|sentence)\s*)?"
        rf"(?:saying\s+|with\s+)?(?P<content>{QUOTED}|.*?)\s*(?:at|to|on|as)\s+(?:the\s+)?(?:very\s+)?"
        r"(?:top|beginning|start|first\s+line)\s+of\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*\w\.\w+)(?:,?\s+(?:saying|that\s+says|with(?:\s+the\s+text)?)[:\s]\s*(?P<said>{QUOTED}|.+?))?{SENTENCE_END}",
        _build_first_line,
    ),
    build_rule(
        rf"^(?:delete|remove|drop|cut)\s+(?:the\s+)?lines?\s+(?P<first>\d{{1,7}})(?:\s*(?:-|to|until|and)\s*(?P<last>\d{{1,7}}))?\s+"
        rf"{_IN_FILE}{SENTENCE_END}",
        _build_line_removal,
    ),
    build_rule(
        rf"^(?:delete|remove|drop|take\s+out)\s+(?:the\s+|all\s+|every\s+)*(?:(?P<line>lines?)\s+(?:(?:that\s+)?(?:with|contain(?:ing|s)?|saying|says?)\s+)?|"
        rf"(?:word|text|string)\s+)?(?P<text>{QUOTED}|\S+)\s+{_IN_FILE}{SENTENCE_END}",
        _build_text_removal,
    ),
    build_rule(
        rf"^(?:add|insert|put|write)\s+(?:the\s+|a\s+)?(?:line\s+|text\s+|comment\s+)?(?P<content>{QUOTED}|.+?)\s+(?P<where>after|before|above|below|at|on)\s+"
        rf"line\s+(?P<number>\d{{1,7}})\s+{_IN_FILE}{SENTENCE_END}",
        _build_insertion,
    ),
)
