"""The sentence patterns the guide understands."""

import re
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.intents import (
    QUOTED,
    Intent,
    IntentRule,
    ToolIntent,
    build_delegate_intent,
    build_fetch_intent,
    build_glob_intent,
    build_list_intent,
    build_plan_intent,
    build_question_intent,
    build_read_intent,
    build_replace_intent,
    build_run_intent,
    build_search_intent,
    build_small_talk,
    build_write_intent,
)


def _compile_rule(pattern: str, build: Callable[[re.Match[str]], Intent | None]) -> IntentRule:
    return re.compile(pattern, re.I | re.S), build


OPTIONAL_ARTICLE: Final = r"(?:the\s+|my\s+)?"
OPTIONAL_ALL: Final = r"(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+|my\s+)?"
SEARCH_VERBS: Final = r"(?:find|list|show|search\s+for|look\s+for)\s+"
OPTIONAL_FILE_NOUN: Final = r"(?:a\s+|the\s+)?(?:new\s+)?(?:file\s+)?(?:called\s+|named\s+)?"
PATH_GROUP: Final = rf"(?P<path>{QUOTED}|\S+)"
OLD_AND_NEW: Final = rf"(?P<old>{QUOTED}|.+?)\s+(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?)\s+in\s+"
LINE_RANGE: Final = (
    r"(?:\s*(?::|,?\s+from\s+line|,?\s+lines?)\s*(?P<first>\d{1,7})"
    r"(?:\s*(?:-|to|until)\s*(?:line\s+)?(?P<last>\d{1,7}))?)?"
)
SENTENCE_END: Final = r"[.!?\s]*$"

_SMALL_TALK: Final = (
    _compile_rule(
        r"^(?:help|\?|what (?:can|do) you do|how does this work|show me around|tour|commands)\b.{0,40}$",
        build_small_talk("help"),
    ),
    _compile_rule(r"^(?:who|what) are you\b.{0,20}$", build_small_talk("help")),
    _compile_rule(r"^are you (?:an? )?(?:ai|real|human|llm|robot|bot)\b.{0,20}$", build_small_talk("help")),
    _compile_rule(rf"^(?:connect|log ?in|sign in){SENTENCE_END}", build_small_talk("connect")),
    _compile_rule(
        r"^how (?:do|can) i (?:connect|use|get) (?:a |an )?(?:real )?(?:model|ai|key).{0,40}$",
        build_small_talk("connect"),
    ),
    _compile_rule(
        r"^(?:hi|hello|hey|good (?:morning|evening|day)|yo|howdy|salut|hallo)(?:\s+there)?[!.,\s]*$",
        build_small_talk("hello"),
    ),
    _compile_rule(
        r"^(?:thanks|thank you|thx|great|nice|cool|ok|okay|good)(?:\s+a\s+lot)?[!.\s]*$", build_small_talk("thanks")
    ),
)

_RUN_RULES: Final = (
    _compile_rule(r"^(?:\$|!|>)\s*(?P<command>\S.*)$", build_run_intent),
    _compile_rule(r"^(?:run|execute|exec)(?:\s+the\s+command)?[:\s]\s*(?P<command>\S.*)$", build_run_intent),
)

_DELEGATE_RULES: Final = (
    _compile_rule(
        rf"^(?:fetch|get|open|download|read|show|visit)\s+{OPTIONAL_ARTICLE}(?:page\s+|url\s+|website\s+)?"
        r"<?(?P<url>https?://[^\s>]+)>?.*$",
        build_fetch_intent,
    ),
    _compile_rule(r"^(?:delegate|hand over|outsource)(?:\s+this)?[:\s]\s*(?P<work>\S.*)$", build_delegate_intent),
    _compile_rule(
        r"^(?:ask|tell|have|let|use)\s+(?:a|the)\s+subagent\s+(?:to\s+)?(?P<work>\S.*)$", build_delegate_intent
    ),
    _compile_rule(r"^ask\s+me\b.*$|^(?:do you have|have you) (?:a|any) questions?\b.*$", build_question_intent),
)

_PLAN_RULES: Final = (
    _compile_rule(
        rf"^(?:show|read|what are)\s+(?:me\s+)?{OPTIONAL_ARTICLE}(?:todos?|todo list|plan){SENTENCE_END}",
        lambda _: ToolIntent("todoread", {}, "Here is the list."),
    ),
    _compile_rule(
        r"^(?:make|write|draw up|create|give me)\s+(?:me\s+)?(?:a|the)\s+(?:plan|todo list|to-do list)"
        r"(?:\s+(?:for|to|of)\s+(?P<goal>.+))?$",
        build_plan_intent,
    ),
    _compile_rule(r"^plan(?:\s+(?P<goal>.+))?$", build_plan_intent),
)

_EDIT_RULES: Final = (
    _compile_rule(
        rf"^(?:replace|change|substitute)\s+(?P<every>all\s+|every\s+)?{OLD_AND_NEW}"
        rf"(?:the\s+)?(?:file\s+)?{PATH_GROUP}[.!]*$",
        build_replace_intent,
    ),
    _compile_rule(
        rf"^(?:write|put|save)\s+(?P<content>{QUOTED}|.+?)\s+(?:to|into|in)\s+{OPTIONAL_FILE_NOUN}{PATH_GROUP}$",
        build_write_intent,
    ),
    _compile_rule(
        rf"^(?:create|write|make|add)\s+{OPTIONAL_FILE_NOUN}{PATH_GROUP}"
        r"(?:\s+(?:with|saying|that says|containing|which says)[:\s]\s*(?P<content>.+))?$",
        build_write_intent,
    ),
)

_SEARCH_RULES: Final = (
    _compile_rule(
        rf"^{SEARCH_VERBS}{OPTIONAL_ALL}files?\s+(?:called|named|like|matching)\s+(?P<pattern>.+)$", build_glob_intent
    ),
    _compile_rule(
        rf"^{SEARCH_VERBS}{OPTIONAL_ALL}(?P<pattern>\S*[*?]\S*)(?:\s+files?)?{SENTENCE_END}", build_glob_intent
    ),
    _compile_rule(rf"^(?:ls|list|dir|tree){SENTENCE_END}", build_list_intent),
    _compile_rule(
        rf"^(?:list|show|see)\s+{OPTIONAL_ALL}(?:files|folders?|directory|directories|project|tree|contents?)"
        rf"(?:\s+(?:in|of|below|under|from)\s+(?P<where>.+))?{SENTENCE_END}",
        build_list_intent,
    ),
    _compile_rule(r"^(?:ls|tree)\s+(?P<where>[^-\s]\S*)\s*$", build_list_intent),
    _compile_rule(
        r"^(?:what(?:'s| is)|which files are)\s+(?:there\s+)?(?:in\s+)?"
        rf"(?:here|this (?:project|folder|directory)){SENTENCE_END}",
        build_list_intent,
    ),
    _compile_rule(
        rf"^(?P<verb>read|show|open|cat|display|view|print)\s+(?:me\s+)?(?P<path>\S.*?){LINE_RANGE}{SENTENCE_END}",
        build_read_intent,
    ),
    _compile_rule(
        r"^what(?:'s| is)\s+in(?P<verb>\s)(?P<path>\S+?)(?P<first>(?!))?(?P<last>(?!))?[?.!]*$", build_read_intent
    ),
    _compile_rule(
        r"^(?:find|search(?:\s+for)?|grep|look\s+for|where\s+(?:is|are)|locate)\s+(?:the\s+(?:word|text)\s+)?"
        rf"(?P<what>{QUOTED}|.+?)(?:\s+in\s+(?P<where>{QUOTED}|\S+(?:\s+(?:files?|project|code))?))?{SENTENCE_END}",
        build_search_intent,
    ),
)

INTENT_RULES: Final[tuple[IntentRule, ...]] = (
    *_RUN_RULES,
    *_SMALL_TALK,
    *_DELEGATE_RULES,
    *_PLAN_RULES,
    *_EDIT_RULES,
    *_SEARCH_RULES,
)
"""The first match wins."""
