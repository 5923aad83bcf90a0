"""Everything a handler can refuse, each with the status and body that OpenCode servers give it."""

from octui.wire.struct import Json


class ApiError(Exception):
    """An answer that is no success; raised, and answered as `status` and `body`."""

    status = 400

    def __init__(self, body: Json, message: str = "") -> None:
        super().__init__(message)
        self.body = body
        self.headers: dict[str, str] = {}


class BadRequest(ApiError):
    """What was sent does not fit; `kind` is `Payload`, `Query` or `Params`."""

    def __init__(self, message: str, kind: str = "Payload") -> None:
        super().__init__({"name": "BadRequest", "data": {"message": message, "kind": kind}}, message)


class NamedError(ApiError):
    """A failure of a domain, by a name clients know: `WorktreeNotGitError`, `VcsApplyError` and the like."""

    def __init__(self, name: str, message: str, *, status: int = 400, **data: object) -> None:
        super().__init__({"name": name, "data": {"message": message, **data}}, message)
        self.status = status


class NotFoundError(ApiError):
    """Something that is not there, named as the server names sessions and messages."""

    status = 404

    def __init__(self, message: str) -> None:
        super().__init__({"name": "NotFoundError", "data": {"message": message}}, message)


class TaggedNotFoundError(ApiError):
    """Something that is not there, in the tagged shape: `Missing("PtyNotFoundError", "…", ptyID="pty_x")`."""

    status = 404

    def __init__(self, tag: str, message: str, **keys: object) -> None:
        super().__init__({"_tag": tag, **keys, "message": message}, message)


class ForbiddenError(ApiError):
    status = 403

    def __init__(self, message: str, tag: str = "ForbiddenError") -> None:
        super().__init__({"_tag": tag, "message": message}, message)


class SessionBusyError(ApiError):
    """The session runs, and what was asked needs it not to."""

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
    """This server does not do that, and says so."""

    status = 501

    def __init__(self, message: str) -> None:
        super().__init__({"name": "NotOfferedError", "data": {"message": message}}, message)


class InternalError(ApiError):
    """It was rightly asked and could not be done: a model, a program or a disk failed."""

    status = 500

    def __init__(self, message: str, name: str = "UnknownError", **data: object) -> None:
        super().__init__({"name": name, "data": {"message": message, **data}}, message)
