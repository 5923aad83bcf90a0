"""The sentences that are understood."""

import re
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.wishes import (
    QUOTED,
    Meaning,
    Rule,
    Wish,
    ask_wish,
    delegate_wish,
    fetch_wish,
    find_wish,
    glob_wish,
    list_wish,
    plan_wish,
    read_wish,
    replace_wish,
    run_wish,
    saying,
    write_wish,
)


def _rule(pattern: str, build: Callable[[re.Match[str]], Meaning | None]) -> Rule:
    return re.compile(pattern, re.I | re.S), build


THE: Final = r"(?:the\s+|my\s+)?"
ALL: Final = r"(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+|my\s+)?"
LOOK: Final = r"(?:find|list|show|search\s+for|look\s+for)\s+"
FILE: Final = r"(?:a\s+|the\s+)?(?:new\s+)?(?:file\s+)?(?:called\s+|named\s+)?"
PATH_PART: Final = rf"(?P<path>{QUOTED}|\S+)"
OLD_AND_NEW: Final = rf"(?P<old>{QUOTED}|.+?)\s+(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?)\s+in\s+"
LINES: Final = (
    r"(?:\s*(?::|,?\s+from\s+line|,?\s+lines?)\s*(?P<first>\d{1,7})"
    r"(?:\s*(?:-|to|until)\s*(?:line\s+)?(?P<last>\d{1,7}))?)?"
)
END: Final = r"[.!?\s]*$"

_WORDS: Final = (
    _rule(
        r"^(?:help|\?|what (?:can|do) you do|how does this work|show me around|tour|commands)\b.{0,40}$",
        saying("help"),
    ),
    _rule(r"^(?:who|what) are you\b.{0,20}$", saying("help")),
    _rule(r"^are you (?:an? )?(?:ai|real|human|llm|robot|bot)\b.{0,20}$", saying("help")),
    _rule(rf"^(?:connect|log ?in|sign in){END}", saying("connect")),
    _rule(
        r"^how (?:do|can) i (?:connect|use|get) (?:a |an )?(?:real )?(?:model|ai|key).{0,40}$",
        saying("connect"),
    ),
    _rule(
        r"^(?:hi|hello|hey|good (?:morning|evening|day)|yo|howdy|salut|hallo)(?:\s+there)?[!.,\s]*$",
        saying("hello"),
    ),
    _rule(r"^(?:thanks|thank you|thx|great|nice|cool|ok|okay|good)(?:\s+a\s+lot)?[!.\s]*$", saying("thanks")),
)

_RUNNING: Final = (
    _rule(r"^(?:\$|!|>)\s*(?P<command>\S.*)$", run_wish),
    _rule(r"^(?:run|execute|exec)(?:\s+the\s+command)?[:\s]\s*(?P<command>\S.*)$", run_wish),
)

_HANDING_OVER: Final = (
    _rule(
        rf"^(?:fetch|get|open|download|read|show|visit)\s+{THE}(?:page\s+|url\s+|website\s+)?"
        r"<?(?P<url>https?://[^\s>]+)>?.*$",
        fetch_wish,
    ),
    _rule(r"^(?:delegate|hand over|outsource)(?:\s+this)?[:\s]\s*(?P<work>\S.*)$", delegate_wish),
    _rule(r"^(?:ask|tell|have|let|use)\s+(?:a|the)\s+subagent\s+(?:to\s+)?(?P<work>\S.*)$", delegate_wish),
    _rule(r"^ask\s+me\b.*$|^(?:do you have|have you) (?:a|any) questions?\b.*$", ask_wish),
)

_PLANNING: Final = (
    _rule(
        rf"^(?:show|read|what are)\s+(?:me\s+)?{THE}(?:todos?|todo list|plan){END}",
        lambda _: Wish("todoread", {}, "Here is the list."),
    ),
    _rule(
        r"^(?:make|write|draw up|create|give me)\s+(?:me\s+)?(?:a|the)\s+(?:plan|todo list|to-do list)"
        r"(?:\s+(?:for|to|of)\s+(?P<goal>.+))?$",
        plan_wish,
    ),
    _rule(r"^plan(?:\s+(?P<goal>.+))?$", plan_wish),
)

_CHANGING: Final = (
    _rule(
        rf"^(?:replace|change|substitute)\s+(?P<every>all\s+|every\s+)?{OLD_AND_NEW}"
        rf"(?:the\s+)?(?:file\s+)?{PATH_PART}[.!]*$",
        replace_wish,
    ),
    _rule(rf"^(?:write|put|save)\s+(?P<content>{QUOTED}|.+?)\s+(?:to|into|in)\s+{FILE}{PATH_PART}$", write_wish),
    _rule(
        rf"^(?:create|write|make|add)\s+{FILE}{PATH_PART}"
        r"(?:\s+(?:with|saying|that says|containing|which says)[:\s]\s*(?P<content>.+))?$",
        write_wish,
    ),
)

_LOOKING: Final = (
    _rule(rf"^{LOOK}{ALL}files?\s+(?:called|named|like|matching)\s+(?P<pattern>.+)$", glob_wish),
    _rule(rf"^{LOOK}{ALL}(?P<pattern>\S*[*?]\S*)(?:\s+files?)?{END}", glob_wish),
    _rule(rf"^(?:ls|list|dir|tree){END}", list_wish),
    _rule(
        rf"^(?:list|show|see)\s+{ALL}(?:files|folders?|directory|directories|project|tree|contents?)"
        rf"(?:\s+(?:in|of|below|under|from)\s+(?P<where>.+))?{END}",
        list_wish,
    ),
    _rule(r"^(?:ls|tree)\s+(?P<where>[^-\s]\S*)\s*$", list_wish),
    _rule(
        r"^(?:what(?:'s| is)|which files are)\s+(?:there\s+)?(?:in\s+)?"
        rf"(?:here|this (?:project|folder|directory)){END}",
        list_wish,
    ),
    _rule(rf"^(?P<verb>read|show|open|cat|display|view|print)\s+(?:me\s+)?(?P<path>\S.*?){LINES}{END}", read_wish),
    _rule(r"^what(?:'s| is)\s+in(?P<verb>\s)(?P<path>\S+?)(?P<first>(?!))?(?P<last>(?!))?[?.!]*$", read_wish),
    _rule(
        r"^(?:find|search(?:\s+for)?|grep|look\s+for|where\s+(?:is|are)|locate)\s+(?:the\s+(?:word|text)\s+)?"
        rf"(?P<what>{QUOTED}|.+?)(?:\s+in\s+(?P<where>{QUOTED}|\S+(?:\s+(?:files?|project|code))?))?{END}",
        find_wish,
    ),
)

RULES: Final[tuple[Rule, ...]] = (*_RUNNING, *_WORDS, *_HANDING_OVER, *_PLANNING, *_CHANGING, *_LOOKING)
"""The first that fits decides."""
