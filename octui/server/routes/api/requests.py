"""What waits for the user, and what was always allowed, in the shapes of `/api`."""

from octui.server.errors import TaggedNotFoundError
from octui.server.http.routing import Call, Route
from octui.server.permissions import PermissionService, QuestionService
from octui.server.routes.api.location import wrap_located
from octui.server.routes.api.sessions import SESSION, require_session
from octui.wire.requests import Permission, Question, ToolCall
from octui.wire.struct import Json, Wire


class SavedQuery(Wire, frozen=True):
    project_id: str | None = None


async def list_permission_requests(call: Call) -> Json:
    pending = call.instance.get_service(PermissionService).list_pending_permissions()
    return wrap_located(call, [_convert_permission(permission) for permission in pending])


async def list_session_permissions(call: Call) -> Json:
    return {"data": [_convert_permission(permission) for permission in await _find_session_permissions(call)]}


async def get_session_permission(call: Call) -> Json:
    wanted = call.parameters["requestID"]
    for permission in await _find_session_permissions(call):
        if permission.id == wanted:
            return {"data": _convert_permission(permission)}
    message = f"Permission request not found: {wanted}"
    raise TaggedNotFoundError("PermissionNotFoundError", message, requestID=wanted)


async def list_saved_permissions(call: Call) -> Json:
    """The grants that are kept when the server ends; those of other projects are left out."""
    query: SavedQuery = call.query
    project_id = call.instance.project.id
    if query.project_id not in (None, project_id):
        return {"data": []}
    grants = call.instance.get_service(PermissionService).list_directory_grants()
    return {
        "data": [
            {"id": grant.id, "projectID": project_id, "action": grant.permission, "resource": grant.pattern}
            for grant in grants
            if grant.scope == "directory"
        ]
    }


async def remove_saved_permission(call: Call) -> None:
    call.instance.get_service(PermissionService).revoke_grant(call.parameters["id"])


async def list_question_requests(call: Call) -> Json:
    pending = call.instance.get_service(QuestionService).list_pending_questions()
    return wrap_located(call, [_convert_question(question) for question in pending])


async def list_session_questions(call: Call) -> Json:
    session = await require_session(call)
    instance = await call.server.instances.open_instance(session.directory)
    pending = instance.get_service(QuestionService).list_pending_questions()
    return {"data": [_convert_question(question) for question in pending if question.session_id == session.id]}


async def _find_session_permissions(call: Call) -> list[Permission]:
    session = await require_session(call)
    instance = await call.server.instances.open_instance(session.directory)
    pending = instance.get_service(PermissionService).list_pending_permissions()
    return [permission for permission in pending if permission.session_id == session.id]


def _convert_permission(permission: Permission) -> Json:
    return {
        "id": permission.id,
        "sessionID": permission.session_id,
        "action": permission.permission,
        "resources": list(permission.patterns),
        "save": list(permission.always),
        "metadata": permission.metadata,
        **({"source": {"type": "tool", **_convert_call(permission.tool)}} if permission.tool is not None else {}),
    }


def _convert_question(question: Question) -> Json:
    return {
        "id": question.id,
        "sessionID": question.session_id,
        "questions": [
            {
                "question": item.question,
                "header": item.header,
                "options": [{"label": choice.label, "description": choice.description} for choice in item.options],
                **({"multiple": item.multiple} if item.multiple is not None else {}),
                **({"custom": item.custom} if item.custom is not None else {}),
            }
            for item in question.questions
        ],
        **({"tool": _convert_call(question.tool)} if question.tool is not None else {}),
    }


def _convert_call(tool: ToolCall) -> Json:
    return {"messageID": tool.message_id, "callID": tool.call_id}


ROUTES = (
    Route("GET", "/api/permission/request", list_permission_requests, "Pending permission requests", answer=Json),
    Route("GET", "/api/permission/saved", list_saved_permissions, "Kept grants", query=SavedQuery, answer=Json),
    Route("DELETE", "/api/permission/saved/{id}", remove_saved_permission, "Ask again for what a grant allows"),
    Route(
        "GET", f"{SESSION}/permission", list_session_permissions, "A session's requests", answer=Json, scope="server"
    ),
    Route(
        "GET",
        f"{SESSION}/permission/{{requestID}}",
        get_session_permission,
        "One request",
        answer=Json,
        scope="server",
    ),
    Route("GET", "/api/question/request", list_question_requests, "Pending questions", answer=Json),
    Route("GET", f"{SESSION}/question", list_session_questions, "A session's questions", answer=Json, scope="server"),
)
