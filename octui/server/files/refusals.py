"""How the problems of files are answered."""

from octui.server.errors import BadRequest, Forbidden, NotFound, Refusal
from octui.server.files.inside import FileProblem, NoSuchFile, OutsideDirectory


def refusal(problem: FileProblem) -> Refusal:
    match problem:
        case NoSuchFile():
            return NotFound(str(problem))
        case OutsideDirectory():
            return Forbidden(str(problem), "FileForbiddenError")
        case _:
            return BadRequest(str(problem), "Query")
