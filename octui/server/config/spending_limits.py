"""How much a turn and a session may use before the user is asked: the setting `spending`, octui's own.

`{"spending": {"turn": {"calls": 100, "tokens": 20000000, "cost": 5}, "session": {"cost": 25}}}`: calls are requests to
models, tokens those of questions, answers and caches, costs are in dollars. 0 sets no limit.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from octui.server.config.loader import Configuration
from octui.wire.struct import Json

SPENDING_KEY: Final = "spending"
MEASURES: Final = ("calls", "tokens", "cost")

Amounts = Mapping[str, float]
"""An amount for each measure."""


@dataclass(frozen=True)
class SpendingLimits:
    turn: Amounts
    session: Amounts


DEFAULT_LIMITS: Final = SpendingLimits(
    turn={"calls": 100, "tokens": 20_000_000, "cost": 5},
    session={"calls": math.inf, "tokens": 200_000_000, "cost": 25},
)


def load_spending_limits(config: Configuration) -> SpendingLimits:
    """The user's own limits in place of the defaults; those of a project count where they are lower."""
    own, project = config.personal.get(SPENDING_KEY), config.project.get(SPENDING_KEY)
    return SpendingLimits(
        turn=_choose_amounts(DEFAULT_LIMITS.turn, _get_scope(own, "turn"), _get_scope(project, "turn")),
        session=_choose_amounts(DEFAULT_LIMITS.session, _get_scope(own, "session"), _get_scope(project, "session")),
    )


def to_client_values(config: Configuration) -> Json:
    """What OpenCode's schema knows: clients that check answers by it refuse other keys."""
    return {key: value for key, value in config.values.items() if key != SPENDING_KEY}


def _choose_amounts(defaults: Amounts, own: Mapping[str, object], project: Mapping[str, object]) -> Amounts:
    return {
        measure: min(_to_limit(own.get(measure), usual), _to_limit(project.get(measure), math.inf))
        for measure, usual in defaults.items()
    }


def _to_limit(value: object, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return otherwise
    return value or math.inf


def _get_scope(spending: object, scope: str) -> Mapping[str, object]:
    amounts = spending.get(scope) if isinstance(spending, Mapping) else None
    return amounts if isinstance(amounts, Mapping) else {}
