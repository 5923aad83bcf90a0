"""What a failed write means, in words for the user."""

import errno
import sqlite3

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def describe_storage_failure(problem: BaseException) -> str | None:
    """One sentence when the database or the disk refused a write; None for anything else."""
    match problem:
        case BaseExceptionGroup():
            return next(filter(None, map(describe_storage_failure, problem.exceptions)), None)
        case sqlite3.Error():
            name = getattr(problem, "sqlite_errorname", "")
            if name == "SQLITE_FULL":
                return "The disk is full: nothing can be saved until there is room."
            return f"The database could not be used: {problem}."
        case OSError(errno=number) if number in _FULL:
            return f"The disk is full: {problem.filename or 'a file'} could not be written."
        case _:
            return None


def describe_failed_write(problem: Exception) -> str:
    """Why a file could not be written, without a period."""
    if (full := describe_storage_failure(problem)) is not None:
        return full.removesuffix(".")
    if not isinstance(problem, OSError) or not problem.strerror:
        return str(problem)
    return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
