"""What can be copied of a message: its text, its code blocks, the commands it ran and the files it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeGuard

from octui.render.markdown.code_blocks import find_code_blocks
from octui.render.text.sanitize import to_single_line
from octui.ui.command_runs.commands import get_shell_command
from octui.wire.parts import FilePart, Part, ReasoningPart, TextPart, ToolPart

MAX_LISTED: Final = 50
"""Of each kind: a menu is no place for more."""
MAX_PREVIEW_LENGTH: Final = 80
_PATH_FIELDS: Final = ("filePath", "file_path", "path")


@dataclass(frozen=True, slots=True)
class MessageCopy:
    """A text to copy; `kind` names it in the notification, `preview` is its beginning on one line."""

    kind: str
    text: str
    group: str
    preview: str = ""


def join_message_text(parts: Iterable[Part]) -> str:
    """What was written in a message, without what the server added for the model."""
    return "\n\n".join(text for part in parts if is_written_text(part) and (text := part.text.strip("\n")))


def is_written_text(part: Part) -> TypeGuard[TextPart]:
    """Whether a part is text that the user or the agent wrote."""
    return isinstance(part, TextPart) and not part.synthetic and not part.ignored


def list_message_copies(parts: Iterable[Part]) -> list[MessageCopy]:
    """Code blocks, commands and paths, in the order in which they occur; each command and path once."""
    parts = tuple(parts)
    blocks = [code for part in parts if is_written_text(part) for code in find_code_blocks(part.text)]
    copies = [
        MessageCopy(f"code block {number}", code, "Code blocks", preview_text(code, language))
        for number, (language, code) in enumerate(blocks[:MAX_LISTED], 1)
    ]
    ran = (get_shell_command(part) for part in parts if isinstance(part, ToolPart))
    commands = list(dict.fromkeys(filter(None, ran)))[:MAX_LISTED]
    copies += [MessageCopy("command", command, "Commands", preview_text(command)) for command in commands]
    paths = list(dict.fromkeys(_iter_paths(parts)))[:MAX_LISTED]
    copies += [MessageCopy("path", path, "Paths", preview_text(path)) for path in paths]
    return copies


def _iter_paths(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case ToolPart():
                for field in _PATH_FIELDS:
                    path = part.state.input.get(field)
                    if isinstance(path, str) and path.strip():
                        yield path
            case FilePart(url=url) if url.startswith("file://"):
                yield part.source.path if part.source is not None and part.source.path else part.filename or url
            case _:
                continue


def preview_text(text: str, language: str = "") -> str:
    """Its beginning on one line."""
    line = to_single_line(" ".join(text[: 4 * MAX_PREVIEW_LENGTH].split()))[:MAX_PREVIEW_LENGTH]
    return f"{language} · {line}" if language else line


def describe_part(part: Part) -> str:
    """A part in a few words, for a list of parts."""
    match part:
        case TextPart(text=text):
            return f"Text · {preview_text(text)}"
        case ReasoningPart(text=text):
            return f"Thinking · {preview_text(text)}"
        case ToolPart():
            fields = ("command", *_PATH_FIELDS, "pattern", "description", "url", "query")
            shown = next((str(part.state.input[field]) for field in fields if part.state.input.get(field)), "")
            return f"Tool call · {part.tool} {preview_text(shown)}".rstrip()
        case FilePart():
            return f"File · {part.filename or preview_text(part.url)}"
        case _:
            return ""
