"""Everything that a folder asks for, item by item, as its files say it."""

from collections.abc import Iterator
from typing import Final

from octui.render.requests.permission_preview import HIDDEN_CHARACTERS, MIXED_LETTERS, PermissionPreview
from octui.render.text.spoofing import has_confusables, has_hidden_chars, to_unspoofed_line
from octui.render.tools.permission_fields import PreviewKind, PreviewSection
from octui.wire.access.trust import FolderTrust, TrustRequest

STATES: Final = {
    "nothing": "Nothing in its files needs your trust.",
    "undecided": "None of this is in force. Trust the folder only if you would run a program from it.",
    "harmless": "None of this is in force: you chose only the harmless part.",
    "trusted": "You trust this folder: all of this is in force.",
}

EARLIER: Final = (
    "The files changed since you trusted this folder. What you trusted then stays in force until you decide, or open"
    " the folder again."
)


def build_trust_preview(trust: FolderTrust) -> PermissionPreview:
    """All requests in full; hidden and look-alike characters are announced above them."""
    state = EARLIER if trust.is_earlier_in_force else STATES[trust.state]
    sections = [PreviewSection(state, kind=PreviewKind.CLAIM)]
    for number, request in enumerate(trust.requests, 1):
        sections += _build_sections(request, number, len(trust.requests))
    texts = [text for request in trust.requests for text in (request.text, request.key, request.file)]
    warnings = [HIDDEN_CHARACTERS] if any(has_hidden_chars(text) for text in texts) else []
    warnings += [MIXED_LETTERS] if any(has_confusables(text) for text in texts) else []
    return PermissionPreview(tuple(sections), tuple(warnings))


def describe_request(request: TrustRequest) -> str:
    """A request in one line that is safe to draw."""
    named = f"{request.key} in {request.file}" if request.key else request.file
    return to_unspoofed_line(named)


def _build_sections(request: TrustRequest, number: int, count: int) -> Iterator[PreviewSection]:
    yield PreviewSection("", kind=PreviewKind.CLAIM)
    yield PreviewSection(f"{number} of {count}: {request.effect}", kind=PreviewKind.CLAIM)
    named = f"{request.key} in {request.file}" if request.key else request.file
    yield PreviewSection(request.text, label=named)
