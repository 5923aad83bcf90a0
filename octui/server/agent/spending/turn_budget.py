"""What one turn uses, subagents included, against the limits of the turn and of its session."""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from octui.server.config.spending_limits import MEASURES, Amounts, SpendingLimits
from octui.wire.sessions import Session, Tokens

MAX_CALLS: Final = 1_000
"""Calls of models that one prompt may lead to, whatever was answered and configured."""

Scope = Literal["turn", "session"]


@dataclass(frozen=True)
class ReachedLimit:
    """A limit that was reached, with what was used."""

    scope: Scope
    measure: str
    limit: float
    used: float


@dataclass
class SessionUsage:
    """What a session used, with its subagents, and how often the user let it go on beyond a limit."""

    used: dict[str, float]
    extensions: dict[str, int] = field(default_factory=dict)
    """For each measure how many times its limit was extended by itself."""


@dataclass
class TurnBudget:
    """The counters of a turn; `lock` is held while the user is asked, so that subagents ask once."""

    owner_id: str
    """The session whose prompts are counted for; those of its subagents belong to them."""
    limits: SpendingLimits
    session: SessionUsage
    prompt_id: str = ""
    used: dict[str, float] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0.0))
    extensions: dict[str, int] = field(default_factory=dict)
    stopped: str | None = None
    """Why no more models are called in this turn."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def start_turn(self, session_id: str, prompt_id: str) -> None:
        """Count for a prompt of the user's; the same prompt again changes nothing."""
        if session_id == self.owner_id and prompt_id != self.prompt_id:
            self.prompt_id, self.used = prompt_id, dict.fromkeys(MEASURES, 0.0)
            self.extensions, self.stopped = {}, None

    def record_call(self) -> None:
        """Count a call of a model, which may fail and be tried again."""
        self.used["calls"] += 1
        self.session.used["calls"] += 1

    def record_usage(self, tokens: Tokens, cost: float) -> None:
        """Add what an answer used."""
        for used in (self.used, self.session.used):
            used["tokens"] += _sum_tokens(tokens)
            used["cost"] += cost

    def add_earlier_usage(self, calls: int, session: Session) -> None:
        """Count what a session, or one of its subagents, used in earlier turns."""
        self.session.used["calls"] += calls
        self.session.used["tokens"] += _sum_tokens(session.tokens or Tokens())
        self.session.used["cost"] += session.cost or 0

    @property
    def is_exhausted(self) -> bool:
        """Whether no answer of the user could lead to more calls."""
        return self.used["calls"] >= MAX_CALLS

    def list_reached_limits(self) -> list[ReachedLimit]:
        return [
            *_compare("turn", self.used, self.limits.turn, self.extensions),
            *_compare("session", self.session.used, self.limits.session, self.session.extensions),
        ]

    def extend_limits(self, reached: list[ReachedLimit]) -> None:
        """Let it use as much again before these limits are reached the next time."""
        for limit in reached:
            extensions = self.extensions if limit.scope == "turn" else self.session.extensions
            base = (self.limits.turn if limit.scope == "turn" else self.limits.session)[limit.measure]
            # One call may use several times the limit.
            extensions[limit.measure] = max(1, math.floor(limit.used / base))


def _compare(scope: Scope, used: Amounts, limits: Amounts, extensions: Mapping[str, int]) -> list[ReachedLimit]:
    return [
        ReachedLimit(scope, measure, limits[measure], used[measure])
        for measure in MEASURES
        if used[measure] >= limits[measure] * (1 + extensions.get(measure, 0))
    ]


def _sum_tokens(tokens: Tokens) -> float:
    return tokens.input + tokens.output + tokens.reasoning + tokens.cache.read + tokens.cache.write
