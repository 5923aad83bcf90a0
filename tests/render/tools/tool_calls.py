"""Tool calls to draw, built from what a server would send."""

from octui.render.blocks import ChildSession, ToolBlock
from octui.render.requests.permission_preview import PermissionPreview, build_permission_preview
from octui.wire.parts import Span, ToolPart, ToolState
from octui.wire.requests import Permission
from octui.wire.struct import Json

DIRECTORY = "/home/ada/shop"


def make_call(
    tool: str,
    status: str = "completed",
    *,
    arguments: Json | None = None,
    output: str = "",
    error: str = "",
    metadata: Json | None = None,
    seconds: float | None = None,
    child: ChildSession | None = None,
    awaits_reply: bool = False,
    is_abandoned: bool = False,
    is_user_command: bool = False,
    as_of: str = "",
) -> ToolBlock:
    time = Span(1_000, 1_000 + seconds * 1_000) if seconds is not None else None
    state = ToolState(
        status=status, input=arguments or {}, output=output, error=error, metadata=metadata or {}, time=time
    )
    part = ToolPart(id="prt_1", session_id="ses_1", message_id="msg_1", tool=tool, call_id="call_1", state=state)
    return ToolBlock(
        key="prt_1",
        message_id="msg_1",
        part=part,
        directory=DIRECTORY,
        child=child,
        awaits_reply=awaits_reply,
        is_abandoned=is_abandoned,
        is_user_command=is_user_command,
        as_of=as_of,
    )


def preview_request(
    name: str, metadata: Json | None = None, *patterns: str, call: ToolBlock | None = None
) -> PermissionPreview:
    permission = Permission(id="per_1", permission=name, patterns=patterns, metadata=metadata or {})
    return build_permission_preview(permission, call.part if call else None)


def list_sections(preview: PermissionPreview) -> list[tuple[str, str]]:
    """Label or mark of each section, and its text."""
    return [(section.label or section.mark.strip(), section.text) for section in preview.sections]
