"""A server's response and the error it represents; servers report errors in five shapes."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from octui.client.errors import Busy, ClientError, NotFound, NotOpenCode, Rejected, ServerFailed, Unauthorized
from octui.wire.decoding.damaged_json import repair_json
from octui.wire.decoding.tolerant_decoder import UNREADABLE

MAX_MESSAGE_LENGTH = 500

BUSY = re.compile(r"Session \S+ is busy")
_ECHO_END = "--- Errors ---"
NAMELESS_BUSY = re.compile(rb'"message":"Error\\n\s*at (shell|assertNotBusy) \(')
"""How 1.1.58 says the same when its runtime has lost the message of the error, which happens under load."""

_BARE_NAMES = {
    "ProviderAuthOauthMissing": "no sign-in is under way there; begin again.",
    "ProviderAuthOauthCodeMissing": "the sign-in needs the code that the page shows.",
    "ProviderAuthOauthCallbackFailed": "the provider did not accept the sign-in; begin again, and check the code.",
    "InternalServerError": "no reason was given.",
}
"""What errors mean that servers give no sentence for."""


class RequestInfo(msgspec.Struct, frozen=True):
    """The call an answer belongs to."""

    method: str
    path: str
    url: str
    """The server's address, without credentials."""
    has_credentials: bool = False
    """Whether credentials were sent."""

    def make_error(
        self, kind: type[ClientError], sentence: str, status: int | None, delivered: bool = True
    ) -> ClientError:
        return kind(sentence, method=self.method, path=self.path, status=status, delivered=delivered)


class Response(msgspec.Struct):
    """A whole response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    method: str = ""
    """That of the request."""

    def discard_body(self) -> None:
        """Free the memory of the body, which is needed no more."""
        self.body = b""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        return self.media_type == "application/json" or self.media_type.endswith("+json")


def describe_web_page(url: str) -> str:
    """For an answer that no OpenCode server gives: proxies, and servers asked for what they do not have, send one."""
    return f"{url} answered with a web page, or something in front of it did."


def find_error(asked: RequestInfo, answer: Response) -> ClientError | None:
    """The error a response represents, if any."""
    status = answer.status
    if status == 401:
        refusal = "refused that user name or password" if asked.has_credentials else "requires a password"
        return asked.make_error(Unauthorized, f"The server at {asked.url} {refusal}.", status, delivered=False)
    if 300 <= status < 400:
        target = answer.headers.get("location", "elsewhere").partition("?")[0]
        return asked.make_error(
            NotOpenCode,
            f"{asked.url} is not an OpenCode server: it redirects to {_replace_unprintable(target)}.",
            status,
        )
    if status < 300:
        return _find_disguised_error(asked, answer)
    if status < 500 and answer.body and answer.media_type == "text/html":
        return asked.make_error(NotOpenCode, describe_web_page(asked.url), status)
    return _make_status_error(asked, answer)


def _find_disguised_error(asked: RequestInfo, answer: Response) -> ClientError | None:
    """Older servers report some errors with status 200."""
    if not answer.is_json or b'"success":false' not in answer.body:
        return None
    try:
        value = msgspec.json.decode(answer.body)
    except UNREADABLE:
        return None
    if not isinstance(value, dict) or value.get("success") is not False:
        return None
    said = _find_error_text(value) or "no reason was given."
    return asked.make_error(Rejected, f"The server rejected the request: {said}", answer.status)


def _make_status_error(asked: RequestInfo, answer: Response) -> ClientError:
    status = answer.status
    said = (
        extract_error_message(answer.body)
        if answer.is_json
        else _clean_first_line(answer.body.decode("utf-8", "replace"))
    )
    match status:
        case 404:
            if answer.body and not answer.is_json:
                sentence = f"{asked.url} is not an OpenCode server (unexpected response from {asked.path})."
                return asked.make_error(NotOpenCode, sentence, status)
            # 1.1.58 names a file of its own disk here.
            if not said or said.startswith("Resource not found"):
                said = f"The server does not know {asked.path}."
            return asked.make_error(NotFound, said, status)
        case 409:
            return asked.make_error(Busy, said or "The session is busy.", status)
        case _ if status < 500:
            return asked.make_error(Rejected, f"The server rejected the request: {said or f'status {status}'}", status)
        case _ if said and (BUSY.search(said) or NAMELESS_BUSY.search(answer.body)):
            return asked.make_error(Busy, said if BUSY.search(said) else "The session is busy.", status)
        case _:
            return asked.make_error(ServerFailed, f"The server failed: {said or f'status {status}'}", status)


def extract_error_message(body: bytes) -> str | None:
    """The server's own sentence out of any of its error shapes, without the stack trace or an echo of the request."""
    try:
        value = msgspec.json.decode(repair_json(body))
    except UNREADABLE:
        return None
    return _find_error_text(value)


def _find_error_text(value: Any) -> str | None:
    if isinstance(value, str):
        return _clean_first_line(value)
    if not isinstance(value, dict):
        return None
    match value:
        case {"name": "ConfigJsonError" | "ConfigInvalidError", "data": {"path": str(path), **about}}:
            return _describe_config_error(path, about)
        case {"data": {"message": str(text)}} if text:
            return _clean_first_line(text)
        case {"error": [{"message": str(text), **rest}, *_]}:
            where = rest.get("path")
            place = f" at {'.'.join(str(step) for step in where)}" if isinstance(where, list) and where else ""
            return _clean_first_line(text) + place
        case {"message": str(text)} if text:
            return _clean_first_line(text)
        case {"error": str(text)} if text:
            return _clean_first_line(text)
        case {"name": "ProviderModelNotFoundError", "data": {"providerID": provider, "modelID": model}}:
            return f"Model not found: {provider}/{model}"
        case {"_tag": str(name)} | {"name": str(name)} if name in _BARE_NAMES:
            return _BARE_NAMES[name]
        case {"_tag": str(name)} | {"name": str(name)}:
            return _clean_first_line(name)
    return None


def _describe_config_error(path: str, about: Mapping[Any, Any]) -> str:
    """The file and what is wrong with it; the text of the file, which servers repeat, may hold secrets."""
    match about:
        case {"message": str(text)} if _ECHO_END in text:
            reason = text.rpartition(_ECHO_END)[2]
        case {"message": str(text)}:
            reason = text
        case {"issues": [{"message": str(text), "path": [*keys]}, *_]}:
            reason = f"{'.'.join(str(key) for key in keys)}: {text.partition(', got ')[0]}"
        case _:
            reason = "it is not valid"
    first = _clean_first_line(reason.strip()) or ""
    return first if path in first else f"{path} could not be used: {first}"


def _clean_first_line(text: str) -> str:
    """The first line, and the place in the request when the second names it; the rest is a stack trace.

    Newer servers repeat what they were sent, which may be a secret. What git printed begins with what it was doing, and
    says why it could not in a line of its own.
    """
    first, _, rest = text.strip().partition("\n")
    if reason := re.search(r"^fatal: .+", rest, re.MULTILINE):
        first = reason.group()
    sentence = re.sub(r", got .*", "", first.removeprefix("Error: ").strip())
    place = re.match(r"\s*at \[.*", rest)
    return _replace_unprintable(f"{sentence} {place.group().strip()}" if place else sentence)[:MAX_MESSAGE_LENGTH]


def _replace_unprintable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
