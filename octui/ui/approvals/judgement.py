"""Judges what a request says before it is shown: in a thread, where there is much to read through."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Final

from octui.render.requests.permission_preview import PermissionPreview, build_permission_preview
from octui.render.requests.question_rows import has_deceptive_text
from octui.render.requests.request_size import measure_permission, measure_question
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question

THREADED_LENGTH: Final = 50_000
"""Requests with more characters are judged in a thread."""

REST: Final = 4
"""How many times as long as a judgement took nothing is judged again."""

MAX_REST_SECONDS: Final = 2.0


class JudgementPace:
    """How often a request is judged that is replaced over and over: most of the time belongs to everything else."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began_at = self._rests_until = clock()

    @property
    def seconds_left(self) -> float:
        """Seconds until the next version may be judged."""
        return max(0.0, self._rests_until - self._clock())

    def begin_judgement(self) -> None:
        self._began_at = self._clock()

    def end_judgement(self) -> None:
        now = self._clock()
        self._rests_until = now + min(MAX_REST_SECONDS, REST * (now - self._began_at))


async def preview_permission(permission: Permission, call: ToolPart | None, directory: str) -> PermissionPreview:
    """What a card shows for a permission that is asked for in a directory."""
    if measure_permission(permission, call) > THREADED_LENGTH:
        return await to_thread(build_permission_preview, permission, call, directory)
    return build_permission_preview(permission, call, directory)


async def is_deceptive(question: Question) -> bool:
    """Whether what is shown of a question hides something."""
    if measure_question(question) > THREADED_LENGTH:
        return await to_thread(has_deceptive_text, question)
    return has_deceptive_text(question)
