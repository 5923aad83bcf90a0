"""OPENCODE_ROUTE: what OpenCode's interface opens first, as JSON like `{"type": "session", "sessionID": "ses_1"}`."""

import json
from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "OPENCODE_ROUTE"


def read_route(environment: Mapping[str, str]) -> tuple[str | None, tuple[str, ...]]:
    """The session to open, and a sentence for what cannot be opened; options of the command line win over it."""
    text = environment.get(VARIABLE)
    if not text:
        return None, ()
    try:
        route = json.loads(text)
    except (ValueError, RecursionError):
        return None, (f"{VARIABLE} is not JSON and is ignored.",)
    kind = route.get("type") if isinstance(route, dict) else None
    if kind == "home":
        return None, ()
    session_id = route.get("sessionID") if kind == "session" else None
    if isinstance(session_id, str) and session_id.startswith("ses"):
        return session_id, ()
    return None, (f"{VARIABLE} names neither the home screen nor a session and is ignored.",)
