"""Model errors in the form messages and events carry them."""

from octui.server.agent.models.language_model import ModelFailed
from octui.server.storage.failures import describe_storage_failure
from octui.wire.messages import Failure
from octui.wire.struct import Json

ABORTED = Failure(name="MessageAbortedError", data={"message": "Aborted"})
SENSITIVE_HEADERS = frozenset({"set-cookie", "authorization", "cookie"})


def describe_exception(problem: BaseException) -> Failure:
    """A failure of the server's own work, as far as it can be explained."""
    reason = describe_storage_failure(problem) or str(problem) or type(problem).__name__
    return Failure(name="UnknownError", data={"message": reason})


def to_failure(failed: ModelFailed) -> Failure:
    """Each error has the fields that OpenCode gives it: only an APIError says how the provider answered."""
    data: Json = {"message": failed.message}
    if failed.name == "APIError":
        data["isRetryable"] = failed.retryable
        if failed.headers:
            data["responseHeaders"] = {
                name: value for name, value in failed.headers.items() if name.lower() not in SENSITIVE_HEADERS
            }
        if failed.status is not None:
            data["statusCode"] = failed.status
    if failed.body and failed.name in ("APIError", "ContextOverflowError"):
        data["responseBody"] = failed.body
    return Failure(name=failed.name, data=data)
