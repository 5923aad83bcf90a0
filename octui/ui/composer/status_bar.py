"""The line below the prompt: agent and model, how full the context is, what it cost, and a few keys."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import clip_text, to_single_line
from octui.ui.key_hints import format_first_key
from octui.ui.theming.agent_color import parse_agent_color

METER_CELLS: Final = 6
NEARLY_FULL_PERCENT: Final = 80.0
"""From this share of the context on, the server will compact it soon."""

NEARLY_COMPACTED: Final = 8.0
"""How many percent before the server compacts the line says so."""

_BUSY: Final = "◆"
_DOUBTED: Final = "◇"


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the line shows; names may come from the server. `percent` is the share of the model's context in use."""

    agent: str = ""
    agent_color: str = ""
    model: str = ""
    is_model_awaited: bool = False
    """Whether the server has yet to say which models it has, and none is known from before."""
    variant: str = ""
    tokens: int = 0
    percent: float | None = None
    compacts_at: float | None = None
    """The share, in percent, from which the server compacts the session."""
    cost: float = 0.0
    busy: bool = False
    retry: str = ""
    as_of: str = ""
    """When the session was last known to run, as in `as of 14:03`, once it may have ended unseen."""


class ComposerStatus(Widget):
    """One line; what matters least is dropped first when it is narrow."""

    facts: reactive[StatusFacts] = reactive(StatusFacts())
    armed: reactive[str] = reactive("")
    """What the next key will do, when the bar waits for one; it replaces the key hints."""

    def render(self) -> Content:
        return format_status_line(self.facts, self.content_size.width, self.armed)


def format_status_line(facts: StatusFacts, width: int, armed: str = "") -> Content:
    """The line laid out in `width` cells: the fullest of its forms that fits."""
    lefts = [_format_agent_and_model(facts, full) for full in (2, 1, 0)]
    middles = [Content("")] if facts.retry else _usage_forms(facts)
    rights = _hint_forms(facts, armed)
    for right, middle, left in sorted(
        product(enumerate(rights), enumerate(middles), enumerate(lefts)), key=lambda form: _measure_loss(*form)
    ):
        parts = [part for part in (left[1], middle[1], right[1]) if part]
        if sum(part.cell_length for part in parts) + 2 * (len(parts) - 1) <= width:
            return _spread_apart(left[1], middle[1], right[1], width)
    return lefts[-1].truncate(max(0, width), ellipsis=True)


def format_token_count(tokens: int) -> str:
    """`950`, `24.1K`, `1.2M`."""
    if tokens < 1000:
        return str(tokens)
    # 999,950 and more would round to 1000.0K.
    return f"{tokens / 1000:.1f}K" if tokens < 999_950 else f"{tokens / 1_000_000:.1f}M"


def split_meter_cells(percent: float) -> tuple[int, int]:
    """Full and empty cells; never all empty above 0 %, never all full below 100 %."""
    full = round(METER_CELLS * percent / 100)
    if percent > 0:
        full = max(1, full)
    if percent < 100:
        full = min(METER_CELLS - 1, full)
    full = min(full, METER_CELLS)
    return full, METER_CELLS - full


def _measure_loss(
    right: tuple[int, Content], middle: tuple[int, Content], left: tuple[int, Content]
) -> tuple[int, int, int]:
    """How much is left out; of equal losses, hints go first, then the form of the numbers, the names last."""
    return (left[0] * 4 + middle[0] * 2 + right[0], left[0], middle[0])


def _format_agent_and_model(facts: StatusFacts, full: int) -> Content:
    """Agent, model, variant; before them a retry, the busy mark, or since when it is not known whether it runs."""
    parts: list[Content] = []
    if facts.agent:
        style = _agent_style(facts.agent_color)
        parts.append(Content(_format_agent_name(facts.agent)).stylize(style))
    if facts.model:
        parts.append(Content(clip_text(to_single_line(facts.model), (40, 24, 12)[2 - full])))
    elif facts.is_model_awaited:
        parts.append(Content("reading models…" if full else "…").stylize("$foreground-muted"))
    if facts.variant and full:
        parts.append(Content(clip_text(to_single_line(facts.variant), 12)).stylize("$text-accent"))
    who = Content(" · ").stylize("$foreground-muted").join(parts)
    if facts.retry:
        reason = clip_text(to_single_line(facts.retry), (60, 40, 24)[2 - full])
        return Content("").join(
            [Content(f"↻ {reason}").stylize("$text-warning"), Content("  ") if full else "", who if full else ""]
        )
    if facts.as_of:
        return Content("").join([Content(f"{_DOUBTED} running {facts.as_of}  ").stylize("$text-warning"), who])
    return Content("").join([Content(f"{_BUSY} ").stylize("$text-success"), who]) if facts.busy else who


def _usage_forms(facts: StatusFacts) -> list[Content]:
    if not facts.tokens and not facts.cost:
        return [Content("")]
    tokens = format_token_count(facts.tokens)
    cost = Content(f"${facts.cost:.2f}") if facts.cost else Content("")
    if facts.percent is None:
        number, bar = Content(tokens), Content("")
    else:
        limit = facts.compacts_at
        pressing = facts.percent >= (NEARLY_FULL_PERCENT if limit is None else limit - NEARLY_COMPACTED)
        number = Content.assemble((f"{tokens} ({facts.percent:.0f}%)", "$text-warning" if pressing else ""))
        full, empty = split_meter_cells(facts.percent)
        ink = "$text-warning" if pressing else "$text-primary"
        bar = Content.assemble(("▮" * full, ink), ("▯" * empty, "$foreground-muted"), " ")
        if pressing and limit is not None:
            bar = Content.styled(f"compacts at {limit:.0f}% ", "$text-warning") + bar
    spent = Content(" · ").stylize("$foreground-muted").join([part for part in (number, cost) if part])
    share = Content(f"{facts.percent:.0f}%") if facts.percent is not None else Content(tokens)
    return [bar + spent, spent, share, Content("")]


def _hint_forms(facts: StatusFacts, armed: str) -> list[Content]:
    if armed:
        return [Content(to_single_line(armed)).stylize("bold $text-warning")]
    palette = ("command.palette.show", "commands")
    if facts.busy or facts.retry:
        interrupt = ("session.interrupt", "interrupt")
        forms: list[Sequence[tuple[str, str]]] = [(interrupt, palette), (interrupt,), ()]
    else:
        forms = [(("agent.cycle", "agent"), palette), (palette,), ()]
    return [_format_key_hints(form) for form in forms]


def _format_key_hints(hints: Sequence[tuple[str, str]]) -> Content:
    keys = [(format_first_key(command_id), verb) for command_id, verb in hints]
    return Content("   ").join(Content.assemble(key, " ", (verb, "$foreground-muted")) for key, verb in keys if key)


def _spread_apart(left: Content, middle: Content, right: Content, width: int) -> Content:
    """Left, right and, between them, nearer to the right, the middle."""
    free = width - left.cell_length - middle.cell_length - right.cell_length
    if not middle:
        return Content("").join([left, Content(" " * free), right])
    right_gap = min(max(2, min(8, free // 3)), free) if right else 0
    return Content("").join([left, Content(" " * (free - right_gap)), middle, Content(" " * right_gap), right])


def _format_agent_name(agent: str) -> str:
    """`build` as `Build`: agents have names in lower case."""
    name = clip_text(to_single_line(agent), 20)
    return name[:1].upper() + name[1:]


def _agent_style(name: str) -> Style | str:
    color = parse_agent_color(name)
    return Style(foreground=color, bold=True) if color is not None else "bold $text-primary"
