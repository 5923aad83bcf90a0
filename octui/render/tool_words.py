"""A tool call in words: its glyph, its title, what it worked on, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from octui.render.blocks import ToolBlock
from octui.render.durations import spoken
from octui.render.text_ends import line_count
from octui.render.tool_arguments import arguments
from octui.render.tool_output import printed
from octui.render.tool_reading import reading
from octui.render.tool_values import counted, number_of, objects_of, text_of
from octui.wire.parts import ToolPart
from octui.wire.shell import as_typed
from octui.wire.struct import Json


class Tone(Enum):
    QUIET = auto()
    BAD = auto()
    WARNING = auto()


Note = tuple[str, Tone]


@dataclass(frozen=True, slots=True)
class Words:
    """`subject` is what the call is about; `notes` what came of it, for the right edge, the telling ones first."""

    glyph: str
    title: str
    subject: str = ""
    notes: tuple[Note, ...] = ()


def shortened(path: str, directory: str) -> str:
    """A server's path as seen from the session's directory."""
    if directory and path.rstrip("/") == directory.rstrip("/"):
        return "."
    return path.removeprefix(directory.rstrip("/") + "/") if directory else path


def command_of(block: ToolBlock) -> str:
    """The command as it was meant: what a person typed is sent to servers in another spelling."""
    command = text_of(block.part.state.input, "command")
    return as_typed(command) if block.by_person else command


def tool_words(block: ToolBlock) -> Words:
    """How to head a call; an unknown tool shows its name and arguments."""
    part = block.part
    given = part.state.input
    known = part.state.metadata
    path = shortened(text_of(given, "filePath", "path", "file"), block.directory)
    match part.tool:
        case "bash" | "shell":
            return Words("$", "", command_of(block) or arguments(given), _bash_notes(block))
        case "edit" | "multiedit":
            return Words("←", "Edit", path, _change_notes(known))
        case "write":
            return Words("←", "Wrote" if part.state.status == "completed" else "Write", path, _write_notes(part))
        case "apply_patch" | "patch":
            return Words("←", "Patch", _patched(block), _change_notes(known))
        case "read":
            return Words("→", "Read", path + _range(part), _read_notes(part))
        case "glob":
            return Words("✱", "Glob", _pattern(block), _count_notes(known, "count", "file"))
        case "grep":
            return Words("✱", "Grep", _pattern(block), _count_notes(known, "matches", "match", "matches"))
        case "list" | "ls":
            return Words("→", "List", path or ".", _count_notes(known, "count", "entry", "entries"))
        case "webfetch":
            return Words("%", "Fetch", text_of(given, "url"))
        case "websearch" | "codesearch":
            return Words("◈", "Search", text_of(given, "query"), _count_notes(known, "numResults", "result"))
        case "todowrite" | "todoread":
            return Words("≡", "Todos", "", _todo_notes(part))
        case "task":
            agent = text_of(given, "subagent_type") or "subagent"
            return Words("◆", agent[:1].upper() + agent[1:], text_of(given, "description"), _task_notes(block))
        case "question":
            return Words("?", *_asked(given))
        case "skill":
            return Words("→", "Skill", text_of(given, "name"))
        case "invalid":
            return Words("✗", "Invalid call", text_of(given, "tool"))
        case _:
            return Words("⚙", part.tool or "Tool", arguments(given))


def in_words(block: ToolBlock) -> str:
    """A call in one phrase, for where there is no room for more."""
    words = tool_words(block)
    lead = words.glyph if not words.title else words.title
    return f"{lead} {words.subject.partition(chr(10))[0][:200]}".strip()


def _took(part: ToolPart) -> float | None:
    """How long it ran; 1.1 sometimes overwrites the start with the end, and then it is not known."""
    time = part.state.time
    if time is None or time.end is None or time.end <= time.start:
        return None
    return (time.end - time.start) / 1000


def _bash_notes(block: ToolBlock) -> tuple[Note, ...]:
    state = block.part.state
    if state.status != "completed":
        return ()
    took = _took(block.part)
    lasted = spoken(took) if took is not None else ""
    exit_code = number_of(state.metadata, "exit")
    notes: list[Note] = []
    if ending := printed(state).ending:
        notes.append((ending, Tone.WARNING))
    elif exit_code:
        notes.append((f"✗ exit {exit_code}", Tone.BAD))
    elif exit_code == 0:
        lasted = f"✓ {lasted}".rstrip()
    notes.append((lasted, Tone.QUIET))
    place = shortened(text_of(state.input, "workdir"), block.directory)
    if place and place != ".":
        notes.append((f"in {place}", Tone.QUIET))
    return tuple(notes)


def _change_notes(known: Mapping[str, object]) -> tuple[Note, ...]:
    single = known.get("filediff")
    changes = [single] if isinstance(single, dict) else objects_of(known, "files")
    if not changes:
        return ()
    added = sum(number_of(change, "additions") or 0 for change in changes)
    removed = sum(number_of(change, "deletions") or 0 for change in changes)
    return ((f"+{added:,} -{removed:,}", Tone.QUIET),)


def _write_notes(part: ToolPart) -> tuple[Note, ...]:
    notes = _change_notes(part.state.metadata)
    if notes or part.state.status != "completed":
        return notes
    content = text_of(part.state.input, "content")
    number, exact = line_count(content)
    lines = counted(number, "line") if exact else f"over {number:,} lines"
    created = part.state.metadata.get("exists") is False
    return ((f"new · {lines}" if created else lines, Tone.QUIET),)


def _patched(block: ToolBlock) -> str:
    """The one file a patch is about, or how many there are."""
    files = objects_of(block.part.state.metadata, "files")
    if len(files) == 1:
        return changed_path(files[0], block.directory)
    return counted(len(files), "file") if files else ""


def changed_path(change: Mapping[str, object], directory: str) -> str:
    """Where a changed file is, and where it was when it moved."""
    path = shortened(text_of(change, "filePath", "file", "relativePath", "path"), directory)
    moved = shortened(text_of(change, "movePath"), directory)
    return f"{path} → {moved}" if moved and moved != path else path


def _range(part: ToolPart) -> str:
    """Which lines: as they were read, or as they were asked for."""
    found = reading(part)
    if found is not None:
        return "" if found.whole or found.names else f":{found.first}-{found.last}"
    offset, limit = number_of(part.state.input, "offset"), number_of(part.state.input, "limit")
    if offset is None and limit is None:
        return ""
    start = max(1, offset or 1)
    return f":{start}-{start + limit - 1}" if limit else f":{start}-"


def _read_notes(part: ToolPart) -> tuple[Note, ...]:
    for attachment in part.state.attachments or ():
        return ((attachment.mime or "file", Tone.QUIET),)
    found = reading(part)
    if found is None:
        return ()
    number, exact = line_count(found.text, found.start, found.stop)
    if found.names:
        return ((counted(number, "entry", "entries"), Tone.QUIET),)
    if found.total is not None and not found.whole:
        return ((f"{number:,} of {counted(found.total, 'line')}", Tone.QUIET),)
    return ((counted(number, "line") if exact else f"over {number:,} lines", Tone.QUIET),)


def _count_notes(known: Mapping[str, object], name: str, noun: str, plural: str = "") -> tuple[Note, ...]:
    count = number_of(known, name)
    if count is None:
        return ()
    said = counted(count, noun, plural) if count else f"no {plural or noun + 's'}"
    return ((said + ("+" if known.get("truncated") is True else ""), Tone.QUIET),)


def _pattern(block: ToolBlock) -> str:
    given = block.part.state.input
    pattern, where = text_of(given, "pattern"), shortened(text_of(given, "path"), block.directory)
    words = f"“{pattern}”" if pattern else ""
    if where and where != ".":
        words += f" in {where}"
    if include := text_of(given, "include"):
        words += f" ({include})"
    return words.strip()


def _todo_notes(part: ToolPart) -> tuple[Note, ...]:
    todos = todos_of(part)
    if not todos:
        return ()
    done = sum(text_of(todo, "status") == "completed" for todo in todos)
    return ((f"{done} of {len(todos)} done", Tone.QUIET),)


def todos_of(part: ToolPart) -> list[Json]:
    """The list as it was left, or as it is about to be written."""
    return objects_of(part.state.metadata, "todos") or objects_of(part.state.input, "todos")


def _task_notes(block: ToolBlock) -> tuple[Note, ...]:
    child = block.child
    notes: list[Note] = []
    if child is not None and child.asks:
        notes.append((f"△ {counted(child.asks, 'ask')}", Tone.WARNING))
    if child is not None and child.calls:
        notes.append((counted(child.calls, "call"), Tone.QUIET))
    took = _took(block.part)
    if block.part.state.status == "completed" and took is not None:
        notes.append((spoken(took), Tone.QUIET))
    return tuple(notes)


def _asked(given: Mapping[str, object]) -> tuple[str, str]:
    """One question is its own heading; of several, how many."""
    questions = objects_of(given, "questions")
    if len(questions) == 1:
        return "", text_of(questions[0], "question", "header")
    return "Asked", counted(len(questions), "question") if questions else ""
