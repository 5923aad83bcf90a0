"""Usage and cost of a session, and the time of its last activity: both are derived from its messages."""

from msgspec.structs import replace

from octui.server.identifiers import get_time_ms
from octui.wire.messages import MessageInfo
from octui.wire.sessions import CacheTokens, Session, Tokens

NOTHING = Tokens()


def add_message_usage(session: Session, info: MessageInfo, before: MessageInfo | None) -> Session | None:
    """The session after this message; None when nothing changes. `before` is the message's previous version."""
    begun = before is None and info.role == "user"
    ended = info.time.completed is not None and (before is None or before.time.completed is None)
    spent = info.cost - (before.cost if before else 0)
    used = _add_token_difference(NOTHING, info.tokens, before.tokens if before else NOTHING)
    if not (begun or ended or spent or used != NOTHING):
        return None
    return replace(
        session,
        cost=(session.cost or 0) + spent,
        tokens=_add_token_difference(session.tokens or NOTHING, info.tokens, before.tokens if before else NOTHING),
        time=replace(session.time, updated=max(get_time_ms(), session.time.updated)),
    )


def _add_token_difference(total: Tokens, after: Tokens, before: Tokens) -> Tokens:
    return Tokens(
        input=total.input + after.input - before.input,
        output=total.output + after.output - before.output,
        reasoning=total.reasoning + after.reasoning - before.reasoning,
        cache=CacheTokens(
            read=total.cache.read + after.cache.read - before.cache.read,
            write=total.cache.write + after.cache.write - before.cache.write,
        ),
    )
