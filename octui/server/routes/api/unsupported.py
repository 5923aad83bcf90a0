"""What OpenCode's `/api` has and this server does not: clients get an answer they can show, never a page."""

from octui.server.errors import ApiError
from octui.server.http.routing import Call, Route

CHANGES = (
    ("POST", "/api/session"),
    ("POST", "/api/session/{sessionID}/agent"),
    ("POST", "/api/session/{sessionID}/model"),
    ("POST", "/api/session/{sessionID}/prompt"),
    ("POST", "/api/session/{sessionID}/compact"),
    ("POST", "/api/session/{sessionID}/wait"),
    ("POST", "/api/session/{sessionID}/revert/stage"),
    ("POST", "/api/session/{sessionID}/revert/clear"),
    ("POST", "/api/session/{sessionID}/revert/commit"),
    ("POST", "/api/session/{sessionID}/interrupt"),
    ("POST", "/api/session/{sessionID}/permission"),
    ("POST", "/api/session/{sessionID}/permission/{requestID}/reply"),
    ("POST", "/api/session/{sessionID}/question/{requestID}/reply"),
    ("POST", "/api/session/{sessionID}/question/{requestID}/reject"),
    ("POST", "/api/integration/{integrationID}/connect/key"),
    ("POST", "/api/integration/{integrationID}/connect/oauth"),
    ("GET", "/api/integration/attempt/{attemptID}"),
    ("DELETE", "/api/integration/attempt/{attemptID}"),
    ("POST", "/api/integration/attempt/{attemptID}/complete"),
    ("PATCH", "/api/credential/{credentialID}"),
    ("DELETE", "/api/credential/{credentialID}"),
    ("POST", "/api/pty"),
    ("PUT", "/api/pty/{ptyID}"),
    ("DELETE", "/api/pty/{ptyID}"),
    ("POST", "/api/pty/{ptyID}/connect-token"),
    ("GET", "/api/pty/{ptyID}/connect"),
)


class NotImplementedHereError(ApiError):
    """The route exists in OpenCode; the older route without `/api` does the same here."""

    status = 501

    def __init__(self, method: str, path: str) -> None:
        message = f"octui's embedded server has no {method} {path}; use the routes without /api instead."
        super().__init__({"_tag": "ServiceUnavailableError", "message": message, "service": "api"}, message)


async def refuse_unsupported(call: Call) -> None:
    raise NotImplementedHereError(call.request.method, call.request.url.path)


ROUTES = tuple(Route(method, path, refuse_unsupported, "Not offered", scope="server") for method, path in CHANGES)
