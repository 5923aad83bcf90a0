"""The errors a handler can answer with, each with the status and body that OpenCode servers use."""

from octui.wire.struct import Json


class ApiError(Exception):
    """An error response; raise it, and it is sent as `status` and `body`."""

    status = 400

    def __init__(self, body: Json, message: str = "") -> None:
        super().__init__(message)
        self.body = body
        self.headers: dict[str, str] = {}


class BadRequest(ApiError):
    """The request is invalid; `kind` is `Payload`, `Query` or `Params`."""

    def __init__(self, message: str, kind: str = "Payload") -> None:
        super().__init__({"name": "BadRequest", "data": {"message": message, "kind": kind}}, message)


class InvalidRequest(ApiError):
    """The same on routes of `/api`; `kind` is `Payload`, `Query` or `Params`, and `field` the parameter."""

    def __init__(self, message: str, kind: str | None = None, field: str | None = None) -> None:
        named = {"kind": kind, "field": field}
        body: Json = {"_tag": "InvalidRequestError", "message": message}
        super().__init__(body | {name: value for name, value in named.items() if value is not None}, message)


class NamedError(ApiError):
    """An error with a name that clients know, such as `WorktreeNotGitError` or `VcsApplyError`."""

    def __init__(self, name: str, message: str, *, status: int = 400, **data: object) -> None:
        super().__init__({"name": name, "data": {"message": message, **data}}, message)
        self.status = status


class NotFoundError(ApiError):
    """Not found, in the shape used for sessions and messages."""

    status = 404

    def __init__(self, message: str) -> None:
        super().__init__({"name": "NotFoundError", "data": {"message": message}}, message)


class TaggedNotFoundError(ApiError):
    """Not found, in the tagged shape: `TaggedNotFoundError("PtyNotFoundError", "…", ptyID="pty_x")`."""

    status = 404

    def __init__(self, tag: str, message: str, **keys: object) -> None:
        super().__init__({"_tag": tag, **keys, "message": message}, message)


class ForbiddenError(ApiError):
    status = 403

    def __init__(self, message: str, tag: str = "ForbiddenError") -> None:
        super().__init__({"_tag": tag, "message": message}, message)


class SessionBusyError(ApiError):
    """The session is busy, and the request needs it to be idle."""

    status = 409

    def __init__(self, session_id: str) -> None:
        message = f"Session is busy: {session_id}"
        super().__init__({"_tag": "SessionBusyError", "sessionID": session_id, "message": message}, message)


class UnsupportedMediaTypeError(ApiError):
    status = 415

    def __init__(self, content_type: str) -> None:
        message = f"Unsupported content-type: {content_type}"
        super().__init__({"name": "UnsupportedMediaType", "data": {"message": message}}, message)


class NotOfferedError(ApiError):
    """This server does not offer the feature."""

    status = 501

    def __init__(self, message: str) -> None:
        super().__init__({"name": "NotOfferedError", "data": {"message": message}}, message)


class InternalError(ApiError):
    """The request was valid but failed: a model, a program or the disk."""

    status = 500

    def __init__(self, message: str, name: str = "UnknownError", **data: object) -> None:
        super().__init__({"name": name, "data": {"message": message, **data}}, message)
