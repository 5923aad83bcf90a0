"""The location of a request to `/api`, and the responses that include it."""

from octui.server.http.routing import Call, Route
from octui.wire.struct import Json


def describe_location(call: Call) -> Json:
    """The directory a request is for, with its project."""
    instance = call.instance
    return {
        "directory": instance.directory,
        "project": {"id": instance.project.id, "directory": instance.worktree},
    }


def wrap_located(call: Call, data: object) -> Json:
    """An answer with the place it is true of; clients name that as `location[directory]`."""
    return {"location": describe_location(call), "data": data}


async def check_api_health(_call: Call) -> Json:
    return {"healthy": True}


async def get_location(call: Call) -> Json:
    return describe_location(call)


ROUTES = (
    Route("GET", "/api/health", check_api_health, "Whether the server answers", answer=Json, scope="server"),
    Route("GET", "/api/location", get_location, "The directory and its project", answer=Json),
)
