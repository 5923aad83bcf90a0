"""Questions about what can be seen and changed in octui: each is known by a noun that only it has."""

from typing import Final

from octui.server.agent.guide.questions.topic import SESSION_NOUN, Topic

_NO_CODE: Final = (
    r"(?!.*\b(?:class\w*|code|defined?|definition|files?|functions?|implement\w*|import\w*|methods?|tests?|used?)\b)"
)
"""What people ask of a project, and not of octui."""
_LEAD: Final = (
    r"(?:open|show|see|list|change|set|use|turn (?:on|off)|enable|disable|hide|toggle|where|what|which|who|when|"
    r"is|are|am|"
    r"how|do|does|did|can|will|should|give|get|any)\b.*\b"
)


def _about(name: str, answer: str, nouns: str) -> Topic:
    """A topic asked about in any sentence that has one of the nouns and begins as a question or a wish to see does."""
    return Topic(name, answer, rf"{_NO_CODE}.*\b(?:{nouns})\b.*", rf"{_NO_CODE}(?:{_LEAD}(?:{nouns})\b.*|(?:{nouns}))")


INTERFACE_TOPICS: Final = (
    Topic(
        "auto-approve",
        "`/auto-approve` answers the requests of this session for you, for 10 or 60 minutes or until you press `f4`. "
        "`/permissions` lists what is allowed.",
        r"(?:stop|turn off|disable|skip|avoid|get rid of)\b.*\b(?:ask\w*|permissions?|confirm\w*|approv\w*|"
        r"questions)\b.*|.*\b(?:not|never|without|stop)\b.*\bask(?:ing|s)?\b.*|"
        r"(?:auto-?\s?)?(?:approve|allow|accept)\b.*\b(?:all|everything|always|automatically|every)\b.*|.*\byolo\b.*",
        r"(?:always |auto-?\s?)?(?:approve|allow|accept)\b.*\b(?:all|everything|always|automatically|every|"
        r"edits|commands)\b.*|"
        r"(?:stop asking|don't ask|do not ask|never ask|quit asking)\b.*|(?:.*\b)?yolo\b.*|auto-?\s?approve",
    ),
    Topic(
        "spending",
        "The header shows what this session cost so far, and the sidebar (`ctrl+x b`) its tokens. This guide "
        "costs nothing.",
        r"(?:see|check|know|find out|limit|track)\b.*\b(?:costs?|spen[dt]\w*|price|tokens?|usage|quota)\b.*",
        rf"(?:how much|what|show|see)\b.*\b(?:{SESSION_NOUN}|so far|i|we|have|has)\b.*\b(?:costs?|spen[dt]|paid|"
        rf"used?|money)\b.*|"
        rf"(?:how much|what|show|see)\b.*\b(?:costs?|spen[dt]|money)\b.*\b(?:{SESSION_NOUN}|so far)\b.*|"
        r"(?:how (?:many|much)|what|show|where)\b.*\b(?:tokens?|usage|quota|context(?: window)?)\b.*|"
        r"(?:show )?(?:me )?(?:the |my )?(?:costs?|spending|tokens?|usage)",
    ),
    _about(
        "palette", "`ctrl+p` opens the command palette; `/help` lists every key and command.", r"(?:command )?palette"
    ),
    _about(
        "send key",
        "`enter` sends the prompt; `shift+enter`, `alt+enter` or `ctrl+j` begins a new line.",
        r"new ?lines?|line ?breaks?|multi-?line|shift ?\+ ?enter",
    ),
    Topic(
        "escape",
        "`esc` closes what is open; twice in the prompt, it interrupts what runs. `/help` lists every key.",
        r".*\besc(?:ape)?\b.*",
        r"what (?:happens|does)\b.*\besc(?:ape)?\b.*",
    ),
    Topic(
        "keys",
        "`/help` lists every key and command.",
        r"(?!)",
        r"what (?:happens (?:if|when)|if) (?:i|you) (?:press|hit|type|click)\b.*|what does (?:the )?(?:ctrl|alt|"
        r"shift|tab|enter|f\d|/\w+)\b.*",
    ),
    Topic(
        "languages",
        "I understand common requests in English, German, Spanish, French and Chinese, and answer in English. A model "
        "answers in your language: `/connect`.",
        r"(?:speak|talk|write|type|ask|answer)\b.*\b(?:english|german|spanish|french|chinese|italian|japanese|"
        r"my language|languages?)\b.*",
        r"(?:what|which|how many) languages?\b.*\b(?:speak|understand|know|talk|answer)\b.*|"
        r"(?:(?:do|can) you )?(?:speak|understand|talk|know|answer in)\b.*\b(?:english|german|spanish|french|"
        r"chinese|italian|"
        r"japanese|russian|portuguese|my language|other languages)\b.*|"
        r"(?:kannst du|sprichst du|verstehst du)\b.*\bdeutsch\b.*|[¿ ]*(?:hablas|entiendes|sabes)\b.*\bespañol\b.*|"
        r"(?:tu )?(?:parles?|parlez|comprends)\b.*\bfrançais\b.*|.*(?:说|會說|会说|懂|讲)(?:中文|汉语|普通话).*",
    ),
    Topic(
        "saved",
        "The server saves every session: `octui -c` continues the last one, and `/sessions` lists all.",
        r"(?!)",
        r"(?!.*\b(?:settings?|config\w*|files?|keys?|themes?)\b)(?:is|are|do|does|will|where)\b.*"
        r"\b(?:saved?|lost|kept|remember\w*)\b.*",
    ),
    Topic(
        "session title",
        "The header shows the title of the session, and `/rename` changes it.",
        r"(?!)",
        rf"what(?:'s| is)(?: the (?:name|title) of)? (?:this|my|the) {SESSION_NOUN}(?:'s)?(?: (?:called|named|"
        rf"name|title))?",
    ),
    Topic(
        "scrolling",
        "`pageup` and `pagedown` scroll the conversation, and so does the mouse's wheel.",
        r"scroll\b.*|(?:go|get|jump|move) (?:back )?(?:up|down|to the (?:top|bottom|start|end|beginning))\b.*",
        r"scroll (?:up|down)",
    ),
    Topic(
        "selecting",
        "Drag with the mouse to select text; `/copy` copies the transcript, and `ctrl+x y` the last answer.",
        r"(?:select|mark|highlight)\b.*\b(?:text|words?|lines?|output|answer|something)\b.*",
        r"select (?:the |some )?text",
    ),
    _about(
        "fork",
        "`/fork` starts a new session from a prompt of this one.",
        r"fork(?: (?:this|the|a|my))* (?:session|chat|conversation|prompt)",
    ),
    _about("timeline", "`/timeline` lists the prompts of this session and jumps to one.", r"timeline"),
    Topic(
        "find in sessions",
        "`/find` searches in all sessions, and `/history` in your earlier prompts.",
        rf"(?:search|find|look)\b.*\b(?:in|for|through)\b.*\b(?:{SESSION_NOUN}|prompts?|messages?)\b.*|"
        r"(?:see|find|show|list)\b.*\b(?:prompts|messages|questions)\b.*",
        rf"(?:search|find|look)\b.*\b(?:in|through)\b.*\b(?:{SESSION_NOUN}|prompts|messages)|"
        r"what (?:did|have) i (?:just |already )?(?:ask|say|type|write|said|typed|written)\w*\b.*|"
        r"(?:show|list|where are|what were)\b.*\b(?:earlier|previous|last|old|my) (?:prompts|messages|questions)",
    ),
    _about(
        "thinking",
        "`/thinking` shows or hides the model's thinking; `/variants` chooses its effort.",
        r"thinking|reasoning",
    ),
    _about("timestamps", "`/timestamps` shows or hides when each message was sent.", r"timestamps?"),
    _about("sidebar", "`ctrl+x b` shows or hides the sidebar.", r"side ?bar"),
    _about(
        "notifications",
        "`/notifications` lists what octui told you; `/settings` says what it notifies of.",
        r"notifications?",
    ),
    _about("skills", "`/skills` lists the skills and puts one into the prompt.", r"skills?"),
    _about("worktrees", "`/worktrees` lists the git worktrees, makes one and switches to it.", r"work ?trees?"),
    _about(
        "queue",
        "A prompt sent while an answer runs is queued; `/queue` lists the queued prompts.",
        r"queued? prompts?|prompt queue|queue (?:a|the|another|more) prompts?",
    ),
    _about(
        "stash",
        "`/stash` puts the prompt aside, and `/unstash` brings it back.",
        r"(?:stash|draft) (?:the |my |a )?prompt",
    ),
    _about(
        "mouse",
        "The mouse selects, scrolls and clicks; `/settings` turns that off, as `mouse` in `octui.toml`.",
        r"mouse",
    ),
    _about("variants", "`/variants` chooses how long the model thinks.", r"(?:thinking )?effort|variants?"),
    Topic(
        "upgrade",
        "Update octui the way you installed it; `/upgrade` updates OpenCode.",
        r"(?:upgrade|update)\b.*\b(?:octui|opencode|this|it|app|program)\b.*|upgrade",
        r"(?:upgrade|update) (?:octui|opencode|yourself)",
    ),
    Topic(
        "version",
        "`/debug` shows the versions of octui and the server; `octui --version` does in a shell.",
        r"(?:see|find|know|check)\b.*\bversion\b.*",
        r"(?:what|which|show|your)\b.*\bversion\b.*\b(?:octui|you|this|opencode|running)\b.*|(?:what|which) "
        r"(?:octui )?version.{0,12}|"
        r"what(?:'s| is) (?:your|the|octui's) version|version",
    ),
    Topic(
        "reload",
        "`/exit`, then `octui -c`, restarts octui with this session; `/status` shows whether the server is connected.",
        r"(?:reload|refresh|restart|reconnect)\b.*",
        r"(?:reload|refresh|restart|reconnect)(?: (?:octui|yourself|the (?:ui|app|server)))?",
    ),
    Topic(
        "nothing waits",
        "I do each request at once, so nothing waits for an answer. `try again` repeats the last one; type the "
        "next one.",
        r"(?!)",
        r"(?:yes|no|yep|yeah|nope|sure|y|n|ja|nein|sí|si|oui|non|是|好的?)(?:,? (?:please|do it|do that|go "
        r"ahead))?|do (?:it|that|this)|"
        r"go ahead|go on|continue|carry on|proceed|keep going|next|weiter|sigue|continúa|continue[rz]?|继续",
    ),
    Topic(
        "history of tools",
        "The conversation above shows each tool call with its result: `enter` on one opens it. `what changed?` "
        "shows what "
        "is changed in the files, and `/undo` reverts it.",
        r"(?:see|know|check)\b.*\b(?:what )?you\b.*\b(?:did|do|done|changed)\b.*",
        r"what (?:did|have|are|were) you (?:just |now )?(?:do|done|doing|run|did)(?: (?:so far|just now|now|there))?|"
        r"what (?:just )?happened",
    ),
    Topic(
        "clear",
        "`/new` starts with an empty screen; the old session stays in `/sessions`.",
        r"(?:clear|clean|empty)\b.*\b(?:screen|chat|history|conversation|window|everything)\b.*",
        r"(?:clear|cls|reset)(?: (?:the |this |my )?(?:screen|chat|history|conversation|window|session))?",
    ),
)
"""They come before the general topics, whose words are commoner."""
