"""Judges what a request says before it is shown: in a thread, where there is much to read through."""

from asyncio import to_thread
from typing import Final

from octui.render.requests.permission_preview import PermissionPreview, build_permission_preview
from octui.render.requests.question_rows import has_deceptive_text
from octui.render.requests.request_size import measure_permission, measure_question
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question

THREADED_LENGTH: Final = 50_000
"""Requests with more characters are judged in a thread."""


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
