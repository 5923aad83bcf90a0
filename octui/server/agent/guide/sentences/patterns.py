"""The sentence patterns the guide understands."""

from typing import Final

from octui.server.agent.guide.sentences.git_patterns import GIT_RULES
from octui.server.agent.guide.sentences.intent_builders import (
    build_append_intent,
    build_command,
    build_fetch_intent,
    build_foreign_topic_answer,
    build_glob_intent,
    build_list_intent,
    build_read_intent,
    build_replace_intent,
    build_run_intent,
    build_search_intent,
    build_shell_line,
    build_shown_definition,
    build_small_talk,
    build_topic_answer,
    build_unexplained_read,
    build_unjudged_read,
    build_word_topic_answer,
    build_write_intent,
)
from octui.server.agent.guide.sentences.intents import IntentRule, ReadNamedFile, ToolIntent
from octui.server.agent.guide.sentences.line_edits import LINE_EDIT_RULES
from octui.server.agent.guide.sentences.pattern_parts import NAMED_DOCUMENT, QUOTED, SENTENCE_END, build_rule
from octui.server.agent.guide.sentences.translations import TRANSLATED_RULES
from octui.server.agent.guide.sentences.worded_requests import parse_worded_request
from octui.server.agent.guide.sentences.work_intents import (
    build_delegate_intent,
    build_plan_intent,
    build_question_intent,
)

OPTIONAL_ARTICLE: Final = r"(?:the\s+|my\s+)?"
OPTIONAL_ALL: Final = r"(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+|my\s+)?"
SEARCH_VERBS: Final = r"(?:find|list|show|search\s+for|look\s+for)\s+"
OPTIONAL_FILE_NOUN: Final = (
    r"(?:(?:an?|the|two|three|four|\d)\s+)?(?:new\s+|empty\s+)*(?:text\s*)?(?:files?[,:]?\s+)?(?:called\s+|named\s+)?"
)
PATH_GROUP: Final = rf"(?P<path>{QUOTED}|\S+)"
CODE_NOUN: Final = r"(?:function|method|class|variable|constant)"
OLD_AND_NEW: Final = (
    rf"(?:(?:the\s+)?(?:{CODE_NOUN}|word|text|name|string|value|typo)\s+)?(?P<old>{QUOTED}|"
    rf".+?)\s+(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?)\s+in\s+"
)
LINE_RANGE: Final = (
    r"(?:\s*(?::|,?\s+(?:from|at|on)\s+line|,?\s+lines?)\s*(?P<first>\d{1,7})"
    r"(?:\s*(?:-|to|until)\s*(?:line\s+)?(?P<last>\d{1,7}))?)?"
)

_PRAISED: Final = r"(?:(?:that|it|this|you)(?:'s|'re|\s+is|\s+are|\s+was)\s+)?(?:very\s+|really\s+|so\s+|all\s+)?"
_THANKS: Final = (
    r"thanks|thank you|thx|ty|cheers|great|nice|cool|ok|okay|good|perfect|awesome|brilliant|lovely|amazing|wonderful|"
    r"excellent|helpful|ta|well done|(?:good|great|nice) (?:job|work|one|bot)|looks good|lgtm"
)
_THANKED: Final = (
    r"(?:a lot|so much|very much|a bunch|again|octui|mate|man|buddy|friend|dude|for (?:that|the help|your help))"
)
_SMALL_TALK: Final = (
    build_rule(
        r"^(?:help|\?|what (?:can|do|does|should) (?:you|i|octui|this|it|the guide) "
        r"(?:do|type|say|ask|write|try|enter)|what (?:tools|"
        r"commands) (?:do you have|are there)|"
        r"how do(?:es)? (?:this|it|that|octui|the guide)(?: thing| app| program| tool)? works?|"
        r"what(?:'s|\s+is)\s+this(?:\s+(?:thing|app|program))?(?=\W*$)|how\s+(?:do|can)\s+i\s+get\s+help|"
        r"(?:can|could|do)\s+you\s+(?:really\s+|also\s+)?(?:run|edit|write|read|change|execute|use|make|modify|see)\s+(?:my\s+|the\s+|any\s+|shell\s+)?"
        r"(?:files?|commands?|code|tools|programs?|things)(?=\W*$)|"
        r"show me around|tour|commands)\b.{0,40}$",
        build_small_talk("help"),
    ),
    build_rule(r"^(?:who|what) are you\b.{0,20}$", build_small_talk("help")),
    build_rule(r"^are you\b(?!.*\b(?:done|sure|ready|there|finished)\b).{1,30}$", build_small_talk("help")),
    build_rule(
        r"^(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|yo|howdy|sup|what'?s up)(?:\s+(?:there|octui|"
        r"again))?[!.,?\s]*$",
        build_small_talk("hello"),
    ),
    build_rule(
        rf"^(?:{_PRAISED}(?:{_THANKS})(?:\s+{_THANKED})*[,!.\s]*)+$",
        build_small_talk("thanks"),
    ),
)

_LOOSE_SMALL_TALK: Final = (
    build_rule(
        r"^(?:(?:good\s+)?(?:morning|afternoon|evening)|hi+|hiya|hello|greetings|hey+|hallo|hola|bonjour|salut|你好)(?:[\s,]+\w+){0,2}[\s!.]*$",
        build_small_talk("hello"),
    ),
    build_rule(
        r"^(?:\w+[\s,]+){0,3}(?:thanks|thank\s+you|thx|ty|tysm|tyvm|cheers|appreciated?|danke|gracias|merci|谢谢)\b[^?]{0,25}$",
        build_small_talk("thanks"),
    ),
)

_RUN_RULES: Final = (
    build_rule(r"^(?:\$|!|>)\s*(?P<command>\S.*)$", build_run_intent),
    build_rule(r"^(?:run|execute|exec)(?:\s+the\s+command)?[:\s]\s*(?P<command>\S.*)$", build_run_intent),
)

_ABOUT_RULES: Final = (
    build_rule(
        r"^(?:what|which)\s+(?:programming\s+)?languages?\s+(?:is|does|was|are)\s+.{0,40}$|"
        rf"^what(?:'s|\s+is)\s+(?:this|it|the\s+\w+)\s+written\s+in{SENTENCE_END}",
        lambda _: ToolIntent("list", {}, "Listing the files: their endings say it."),
    ),
    build_rule(
        rf"^what\s+(?:does|is)\s+(?:this|it)(?:\s+(?:do|about|for))?{SENTENCE_END}", lambda _: ReadNamedFile("readme")
    ),
    build_rule(
        rf"^what(?:\s+(?:time|date|day)\s+is(?:\s+it)?|(?:'s|\s+is)\s+(?:the\s+)?(?:current\s+|today's\s+)?(?:time|date|day))"
        rf"(?:\s+(?:today|now|right\s+now))*{SENTENCE_END}",
        build_command("date"),
    ),
)

_FILE_RULES: Final = (
    build_rule(
        rf"^(?:delete|remove|get\s+rid\s+of)\s+(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*[./]\S*?){SENTENCE_END}",
        build_command("rm", "path"),
    ),
    build_rule(
        rf"^(?:explain|describe|summari[sz]e|what\s+does|i\s+(?:don't|do\s+not|can't)\s+(?:understand|get))\s+(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|"
        rf"\S+?)(?:\s+(?:do|say|contain|mean))?{SENTENCE_END}",
        build_unexplained_read,
    ),
)

_CODE_RULES: Final = (
    build_rule(
        rf"^(?:what\s+(?:does|do)|how\s+(?:does|do)|explain|describe|tell\s+me\s+about|i\s+(?:don't|do\s+not|can't)\s+(?:understand|get))\s+"
        rf"(?:(?:the\s+)?{CODE_NOUN}\s+|the\s+(?=\S+\s+{CODE_NOUN}))?(?P<name>`[^`]+`|[\w.:$]+(?:\(\))?)(?:\s+{CODE_NOUN})?(?:\s+(?:do|work|works|mean|return))?{SENTENCE_END}",
        build_shown_definition,
    ),
)

_DELEGATE_RULES: Final = (
    build_rule(
        r"^(?:(?:fetch|get|open|download|read|show|visit|look|check|browse|summari[sz]e|explain|go)\b[^/]{0,40}\s)?"
        r"<?(?P<url>https?://[^\s>]+)>?.*$",
        build_fetch_intent,
    ),
    build_rule(r"^(?:delegate|hand over|outsource)(?:\s+this)?[:\s]\s*(?P<work>\S.*)$", build_delegate_intent),
    build_rule(r"^(?:ask|tell|have|let|use)\s+(?:a|the)\s+subagent\s+(?:to\s+)?(?P<work>\S.*)$", build_delegate_intent),
    build_rule(r"^ask\s+me\b.*$|^(?:do you have|have you) (?:a|any) questions?\b.*$", build_question_intent),
)

_JUDGMENT_RULES: Final = (
    build_rule(
        r"^(?:(?:i\s+think|maybe|perhaps|there|is|are|what(?:'s|\s+is)|find|look|how|why|can|could|make)\b.*"
        r"\b(?:bugs?|mistakes?|errors?|problems?|issues?|wrong|better|cleaner|faster|good|correct|safe)\b.*\b(?:in|with|of|is)|"
        rf"is|review|check|improve|refactor|clean\s+up|optimi[sz]e|fix)\s+(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*\w\.\w+)"
        r"(?:[,.]?\s+(?:please\s+)?(?:(?:can|could|would)\s+you\s+(?:please\s+)?)?"
        rf"(?:(?:have|take)\s+a\s+look|check(?:\s+it)?|correct|good|safe|ok))?{SENTENCE_END}",
        build_unjudged_read,
    ),
)

_PLAN_RULES: Final = (
    build_rule(
        rf"^(?:show|read|what are)\s+(?:me\s+)?{OPTIONAL_ARTICLE}(?:todos?|todo list|plan){SENTENCE_END}",
        lambda _: ToolIntent("todoread", {}, "Here is the list."),
    ),
    build_rule(
        r"^(?:make|write|draw up|create|give me)\s+(?:me\s+)?(?:a|the)\s+(?:plan|todo list|to-do list)"
        r"(?:\s*(?::|with)\s*(?P<steps>.+)|\s+(?:for|to|of)\s+(?P<goal>.+))?$",
        build_plan_intent,
    ),
    build_rule(r"^plan(?:\s+(?P<goal>.+))?$", build_plan_intent),
)

_EDIT_RULES: Final = (
    build_rule(
        rf"^(?:append|add|put|insert|attach)\s+(?:(?:an?|the|this|another)\s+(?:new\s+)?(?:line|text|(?P<comment>comment)|sentence|words?)\s+"
        rf"(?:saying\s+|that\s+says\s+|with\s+)?)?(?P<content>{QUOTED}|.+?)\s+(?:to|at|on)\s+(?:the\s+)?"
        rf"(?:(?:(?:very\s+)?end|bottom|last\s+line)\s+of\s+)?(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*\.\w+|{NAMED_DOCUMENT.pattern})"
        rf"(?:\s+file)?{SENTENCE_END}",
        build_append_intent,
    ),
    build_rule(
        rf"^(?:replace|change|substitute|rewrite|rename|swap|turn)\s+(?P<every>all\s+|every\s+)?{OLD_AND_NEW}"
        rf"(?:the\s+)?(?:file\s+)?{PATH_GROUP}[.!]*$",
        build_replace_intent,
    ),
    build_rule(
        rf"^(?:replace|change|substitute|rename|swap|turn)\s+(?P<every>all\s+|every\s+)?(?:(?:the\s+)?"
        rf"(?:{CODE_NOUN}|word|text|name|string|value)\s+)?(?P<old>{QUOTED}|.+?)\s+in\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*\w\.\w+)\s+(?:with|by|to|into)\s+(?P<new>{QUOTED}|.+?){SENTENCE_END}",
        build_replace_intent,
    ),
    build_rule(
        rf"^(?:write|put|save)\s+(?P<content>{QUOTED}|.+?)\s+(?:to|into|in)\s+{OPTIONAL_FILE_NOUN}{PATH_GROUP}$",
        build_write_intent,
    ),
    build_rule(
        rf"^(?:(?:create|write|make|add|start)\s+(?:me\s+)?|(?=new\s+(?:empty\s+)?file\b)){OPTIONAL_FILE_NOUN}(?P<path>{QUOTED}|\S+?)"
        r"(?:,?\s+(?:and\s+)?(?:with(?:\s+the)?(?:\s+(?:text|contents?|words?|line))?|saying|that says|containing|"
        rf"which says)[:\s]\s*(?P<content>{QUOTED}|.+?)(?:\s+(?:in|inside)(?:\s+(?:it|the\s+file))?[.!?]*)?[.!]?)?$",
        build_write_intent,
    ),
)

_FILE_NAME_RULES: Final = (
    build_rule(
        r"^(?:(?:show|list|see)\s+(?:me\s+)?(?:what(?:'s|\s+is)\s+|all\s+|everything\s+|the\s+|files\s+)*|what(?:'s|\s+is)\s+)in(?:side)?\s+(?:the\s+|my\s+)?"
        rf"(?P<where>[\w./-]+\s+(?:folder|directory)){SENTENCE_END}",
        build_list_intent,
    ),
    build_rule(
        r"^(?:(?:find|show|list|search(?:\s+for)?|are\s+there|where\s+are|check(?:\s+for)?)\s+(?:me\s+)?)?(?:any\s+|all\s+|the\s+|every\s+)*"
        rf"(?:todos?|fixmes?)(?:\s+(?:comments?|left))*\s+in\s+(?P<where>[\w./-]+){SENTENCE_END}",
        lambda found: ToolIntent(
            "grep", {"pattern": "TODO|FIXME", "path": found["where"]}, "Searching for `TODO` and `FIXME`."
        ),
    ),
    build_rule(
        rf"^(?:list|show|see|find)\s+{OPTIONAL_ALL}(?:hidden|dot)\s*-?files?{SENTENCE_END}", build_command("ls -A")
    ),
    build_rule(
        rf"^{SEARCH_VERBS}{OPTIONAL_ALL}files?\s+(?:called|named|like|matching)\s+(?P<pattern>.+)$", build_glob_intent
    ),
    build_rule(rf"^{SEARCH_VERBS}{OPTIONAL_ALL}(?P<pattern>\S*[*?]\S*)(?:\s+files?)?{SENTENCE_END}", build_glob_intent),
)

_SEARCH_RULES: Final = (
    build_rule(
        r"^(?:search|grep|look|scan)\s+(?:in\s+|through\s+|inside\s+)?(?P<where>(?:(?:the|this|all|my|whole|entire)\s+)*\S+)\s+for\s+"
        rf"(?P<what>{QUOTED}|\S+){SENTENCE_END}",
        build_search_intent,
    ),
    build_rule(rf"^(?:ls|list|dir|tree){SENTENCE_END}", build_list_intent),
    build_rule(
        rf"^(?:show|print|give)\s+(?:me\s+)?(?:the\s+)?contents?\s+of\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*\.\w+|{NAMED_DOCUMENT.pattern}){SENTENCE_END}",
        build_read_intent,
    ),
    build_rule(
        rf"^(?:list|show|see)\s+{OPTIONAL_ALL}(?:(?:\d+|two|three|four|five)\s+)?(?:everything|files|folders?|directory|directories|project|tree|"
        rf"contents?)"
        rf"(?:\s+(?:in|of|below|under|from)\s+(?P<where>.+))?{SENTENCE_END}",
        build_list_intent,
    ),
    build_rule(
        r"^(?:what(?:'s|\s+is)\s+the\s+(?:structure|layout)|(?:show|give)\s+(?:me\s+)?(?:a|the)\s+"
        rf"(?:tree|structure|layout|overview))(?:\s+of\s+(?P<where>.+?))?{SENTENCE_END}",
        build_list_intent,
    ),
    build_rule(r"^(?:ls|tree)\s+(?P<where>[^-\s]\S*)\s*$", build_list_intent),
    build_rule(
        r"^what(?:'s|\s+is)\s+(?:there\s+)?(?:in\s+)?(?:here|this\s+(?:project|folder|directory))"
        rf"{SENTENCE_END}",
        build_list_intent,
    ),
    build_rule(
        rf"^what(?:'s|\s+is|\s+does)\s+(?:in\s+)?(?:the\s+|my\s+|"
        rf"our\s+)(?P<path>{NAMED_DOCUMENT.pattern})(?:\s+say)?{SENTENCE_END}",
        build_read_intent,
    ),
    build_rule(
        rf"^(?P<verb>read|show|print|what(?:'s|\s+is)\s+(?:on|in|at))\s+(?:me\s+)?(?:the\s+)?(?P<single>lines?)\s+(?P<first>\d{{1,7}})(?:\s*(?:-|to|until)\s*"
        rf"(?P<last>\d{{1,7}}))?\s+(?:of|in|from)\s+(?P<path>{QUOTED}|\S+?){SENTENCE_END}",
        build_read_intent,
    ),
    build_rule(
        rf"^(?P<verb>read|show|open|cat|display|view|print|see)\s+(?:me\s+)?(?P<path>\S.*?){LINE_RANGE}{SENTENCE_END}",
        build_read_intent,
    ),
    build_rule(
        r"^what(?:'s| is)\s+in(?:side)?(?P<verb>\s)(?P<path>\S+?)(?P<first>(?!))?(?P<last>(?!))?[?.!]*$",
        build_read_intent,
    ),
    build_rule(
        r"^(?:find|(?:search|grep|look)(?:\s+for)?|where(?:'s|\s+is|\s+are)|locate)\s+"
        r"(?:(?:everything|anything|all\s+(?:the\s+)?(?:lines?|places?)|every\s+(?:line|place))\s+(?:that|which|where)\s+"
        r"(?:mentions?|contains?|has|says?|uses?)\s+)?(?:(?:every|all|each|any)\s+(?:the\s+)?(?:(?:occurrences?|mentions?|uses?|"
        r"instances?)\s+of\s+)?)?(?:the\s+(?:word|text)\s+)?"
        rf"(?P<what>{QUOTED}|.+?)(?:\s+in\s+(?P<where>{QUOTED}|\S+(?:\s+(?:files?|project|code))?))?{SENTENCE_END}",
        build_search_intent,
    ),
)

_TOPIC_RULES: Final = (build_rule(r"^(?P<question>.+)$", build_topic_answer),)

_FOREIGN_TOPIC_RULES: Final = (build_rule(r"^(?P<question>.+)$", build_foreign_topic_answer),)

_WORD_TOPIC_RULES: Final = (build_rule(r"^(?P<question>.+)$", build_word_topic_answer),)

_WORDED_RULES: Final = (build_rule(r"^(?P<sentence>.+)$", lambda found: parse_worded_request(found["sentence"])),)

_SHELL_LINE_RULES: Final = (
    # What the guide's own tools show better than a shell is left to them.
    build_rule(
        r"^(?!(?:(?:ls|tree)(?:\s+[^-\s]\S*)?|cat\s+[^-\s|<>]\S*|grep\s+\S+)\s*$)(?P<command>\S.*)$", build_shell_line
    ),
)

INTENT_RULES: Final[tuple[IntentRule, ...]] = (
    *_SMALL_TALK,
    *_RUN_RULES,
    *_SHELL_LINE_RULES,
    *_DELEGATE_RULES,
    *_PLAN_RULES,
    *_TOPIC_RULES,
    *GIT_RULES,
    *_FILE_NAME_RULES,
    *_FOREIGN_TOPIC_RULES,
    *_WORDED_RULES,
    *_ABOUT_RULES,
    *_FILE_RULES,
    *_CODE_RULES,
    *LINE_EDIT_RULES,
    *_EDIT_RULES,
    *_SEARCH_RULES,
    *TRANSLATED_RULES,
    *_JUDGMENT_RULES,
    *_LOOSE_SMALL_TALK,
    *_WORD_TOPIC_RULES,
)
"""The first match wins."""
