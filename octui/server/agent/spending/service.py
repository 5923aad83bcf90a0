"""Keeps the budgets of running turns, and asks the user whether to go on when one is used up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from octui.server.agent.spending.turn_budget import MAX_CALLS, ReachedLimit, SessionUsage, TurnBudget
from octui.server.config.spending_limits import MEASURES, load_spending_limits
from octui.server.instance import Instance
from octui.server.permissions import QuestionDismissed, QuestionService
from octui.server.permissions.rules import Rules, decide_action
from octui.wire.requests import Choice, QuestionItem
from octui.wire.sessions import Session

GO_ON: Final = "Continue"
STOP: Final = "Stop here"
SETTING: Final = "The limits are the setting `spending` in octui's own opencode.json."


class SpendingService:
    """One budget for a session and its subagents, while any of them runs."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._open: dict[str, tuple[TurnBudget, int]] = {}
        self._extensions: dict[str, dict[str, int]] = {}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    @contextmanager
    def open_budget(self, session: Session) -> Iterator[TurnBudget]:
        """The budget that a run of this session counts in."""
        sessions = self._instance.sessions
        root = sessions.find_session(sessions.find_top_session_id(session.id)) or session
        budget, users = self._open.get(root.id) or (self._create_budget(root, session.id), 0)
        self._open[root.id] = budget, users + 1
        try:
            yield budget
        finally:
            _, users = self._open.pop(root.id)
            if users > 1:
                self._open[root.id] = budget, users - 1

    async def find_stop_reason(self, budget: TurnBudget, session_id: str, rules: Rules) -> str | None:
        """Why no further model may be called, after asking where that is up to the user; None to go on."""
        if budget.stopped is None and (budget.is_exhausted or budget.list_reached_limits()):
            async with budget.lock:
                # Another subagent may have got an answer in the meantime.
                if budget.stopped is None:
                    budget.stopped = await self._ask_about_limits(budget, session_id, rules)
        return budget.stopped

    async def _ask_about_limits(self, budget: TurnBudget, session_id: str, rules: Rules) -> str | None:
        if budget.is_exhausted:
            return f"Stopped after {MAX_CALLS:,} model calls for one prompt. Send another prompt to go on."
        reached = budget.list_reached_limits()
        if not reached:
            return None
        summary = " ".join(map(_describe_limit, reached))
        if decide_action(rules, "question", "*") == "deny":
            return f"{summary} No question may be asked here, so the turn ended. {SETTING}"
        item = QuestionItem(
            question=f"{summary} Continue?",
            header="Spending stop",
            options=(
                Choice(label=GO_ON, description="Ask again once this much more has been used"),
                Choice(label=STOP, description=SETTING),
            ),
            multiple=False,
            custom=False,
        )
        try:
            answers = await self._instance.get_service(QuestionService).ask_questions(session_id, [item])
        except QuestionDismissed:
            answers = ()
        if answers and answers[0] == (GO_ON,):
            budget.extend_limits(reached)
            return None
        return f"{summary} The turn was stopped there. Send another prompt to go on."

    def _create_budget(self, root: Session, owner_id: str) -> TurnBudget:
        usage = SessionUsage(dict.fromkeys(MEASURES, 0.0), self._extensions.setdefault(root.id, {}))
        budget = TurnBudget(owner_id, load_spending_limits(self._instance.config), usage)
        for member in self._iter_tree(root):
            budget.add_earlier_usage(self._instance.repository.count_answers(member.id), member)
        return budget

    def _iter_tree(self, session: Session) -> Iterator[Session]:
        yield session
        for child in self._instance.sessions.list_child_sessions(session.id):
            yield from self._iter_tree(child)


def _describe_limit(reached: ReachedLimit) -> str:
    return f"This {reached.scope} has used {_format_amount(reached.measure, reached.used)}."


def _format_amount(measure: str, amount: float) -> str:
    if measure == "cost":
        return f"${amount:,.2f}"
    if measure == "tokens":
        return f"{amount:,.0f} tokens"
    return f"{amount:,.0f} model call{'' if amount == 1 else 's'}"
