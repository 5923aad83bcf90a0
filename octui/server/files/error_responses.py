"""Maps file errors to API errors."""

from octui.server.errors import ApiError, BadRequest, ForbiddenError, NotFoundError
from octui.server.files.path_containment import FileAccessError, FileMissing, OutsideDirectory


def to_api_error(problem: FileAccessError) -> ApiError:
    match problem:
        case FileMissing():
            return NotFoundError(str(problem))
        case OutsideDirectory():
            return ForbiddenError(str(problem), "FileForbiddenError")
        case _:
            return BadRequest(str(problem), "Query")
