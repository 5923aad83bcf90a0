"""One line about subagents: which one this is and how to leave it, or which of them work for this session."""

from typing import NamedTuple

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import clip_text, measure_width, to_single_line
from octui.store import selectors
from octui.store.state import State
from octui.ui.composer.status_bar import format_token_count
from octui.ui.key_hints import format_hints


class SubagentFacts(NamedTuple):
    """`hints` are commands of the keymap with their verbs."""

    text: str = ""
    detail: str = ""
    hints: tuple[tuple[str, str], ...] = ()


class SubagentBar(Widget):
    """Hidden in a session that neither is a subagent's nor has any at work."""

    DEFAULT_CSS = "SubagentBar { height: 1; width: 1fr; padding: 0 1; display: none; }"

    facts: reactive[SubagentFacts] = reactive(SubagentFacts())

    def watch_facts(self, facts: SubagentFacts) -> None:
        self.display = bool(facts.text)

    def render(self) -> Content:
        return format_subagent_bar(self.facts, self.content_size.width)


def build_subagent_facts(state: State, session_id: str) -> SubagentFacts:
    session = state.sessions.get(session_id)
    if session is not None and session.parent_id:
        return _describe_subagent(state, session_id, session.parent_id)
    busy = [child for child in selectors.list_descendants(state, session_id) if selectors.is_busy(state, child)]
    if not busy:
        return SubagentFacts()
    titles = [to_single_line(state.sessions[child].display_title) for child in busy if child in state.sessions]
    count = "1 subagent working" if len(busy) == 1 else f"{len(busy)} subagents working"
    return SubagentFacts(count, " · ".join(titles), (("session.child.first", "open"),))


def _describe_subagent(state: State, session_id: str, parent_id: str) -> SubagentFacts:
    siblings = [child.id for child in selectors.list_children(state, parent_id)]
    agent, _ = selectors.describe_session_agent(state, session_id)
    place = f" {siblings.index(session_id) + 1} of {len(siblings)}" if session_id in siblings else ""
    usage = selectors.get_usage(state, session_id)
    facts = (
        f"{format_token_count(usage.tokens)}{f' ({usage.percent:.0f}%)' if usage.percent is not None else ''}"
        if usage.tokens
        else "",
        f"${usage.cost:.2f}" if usage.cost else "",
    )
    hints = [("subagent.parent", "parent")]
    if len(siblings) > 1:
        hints += [("subagent.previous", "previous"), ("subagent.next", "next")]
    return SubagentFacts(f"Subagent{place}", " · ".join(fact for fact in (agent, *facts) if fact), tuple(hints))


def format_subagent_bar(facts: SubagentFacts, width: int) -> Content:
    """The line in `width` cells; the details give way first, then the last of the keys."""
    hints = list(facts.hints)
    while len(hints) > 1 and measure_width(format_hints(*hints)) + measure_width(facts.text) + 4 > width:
        hints.pop()
    keys = format_hints(*hints)
    room = width - measure_width(facts.text) - measure_width(keys) - 8
    detail = clip_text(facts.detail, room) if room >= 6 else ""
    left = Content.assemble(("◈ ", "$text-accent"), (facts.text, "bold"))
    if detail:
        left += Content.styled(f" · {detail}", "$foreground-muted")
    gap = max(1, width - left.cell_length - measure_width(keys))
    return left + Content(" " * gap) + Content.styled(keys, "$foreground-muted")
