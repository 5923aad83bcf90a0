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
    used = add_tokens(NOTHING, info.tokens, less=before.tokens if before else NOTHING)
    if not (begun or ended or spent or used != NOTHING):
        return None
    return replace(
        session,
        cost=(session.cost or 0) + spent,
        tokens=add_tokens(session.tokens or NOTHING, used),
        time=replace(session.time, updated=max(get_time_ms(), session.time.updated)),
    )


def add_tokens(total: Tokens, added: Tokens, *, less: Tokens = NOTHING) -> Tokens:
    """The sum of both, without what `less` has."""
    return Tokens(
        input=total.input + added.input - less.input,
        output=total.output + added.output - less.output,
        reasoning=total.reasoning + added.reasoning - less.reasoning,
        cache=CacheTokens(
            read=total.cache.read + added.cache.read - less.cache.read,
            write=total.cache.write + added.cache.write - less.cache.write,
        ),
    )
