"""A tool call in words: its glyph, its title, what it worked on, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from octui.render.blocks import ToolBlock
from octui.render.output.head_tail import count_lines
from octui.render.output.tool_output import parse_tool_output
from octui.render.text.durations import format_duration
from octui.render.tools.arguments import format_arguments
from octui.render.tools.json_values import format_count, get_number, get_objects, get_text
from octui.render.tools.read import parse_read_output
from octui.wire.parts import ToolPart
from octui.wire.shell import as_typed
from octui.wire.struct import Json


class NoteTone(Enum):
    QUIET = auto()
    BAD = auto()
    WARNING = auto()


Note = tuple[str, NoteTone]


@dataclass(frozen=True, slots=True)
class ToolHeading:
    """`subject` is what the call is about; `notes` what came of it, for the right edge, the telling ones first."""

    glyph: str
    title: str
    subject: str = ""
    notes: tuple[Note, ...] = ()


def shorten_path(path: str, directory: str) -> str:
    """A server's path as seen from the session's directory."""
    if directory and path.rstrip("/") == directory.rstrip("/"):
        return "."
    return path.removeprefix(directory.rstrip("/") + "/") if directory else path


def extract_command(block: ToolBlock) -> str:
    """The command as it was meant: what a person typed is sent to servers in another spelling."""
    command = get_text(block.part.state.input, "command")
    return as_typed(command) if block.is_user_command else command


def describe_tool_call(block: ToolBlock) -> ToolHeading:
    """How to head a call; an unknown tool shows its name and arguments."""
    part = block.part
    given = part.state.input
    known = part.state.metadata
    path = shorten_path(get_text(given, "filePath", "path", "file"), block.directory)
    match part.tool:
        case "bash" | "shell":
            return ToolHeading("$", "", extract_command(block) or format_arguments(given), _bash_notes(block))
        case "edit" | "multiedit":
            return ToolHeading("←", "Edit", path, _change_notes(known))
        case "write":
            return ToolHeading("←", "Wrote" if part.state.status == "completed" else "Write", path, _write_notes(part))
        case "apply_patch" | "patch":
            return ToolHeading("←", "Patch", _describe_patched_files(block), _change_notes(known))
        case "read":
            return ToolHeading("→", "Read", path + _format_line_range(part), _read_notes(part))
        case "glob":
            return ToolHeading("✱", "Glob", _format_pattern(block), _count_notes(known, "count", "file"))
        case "grep":
            return ToolHeading("✱", "Grep", _format_pattern(block), _count_notes(known, "matches", "match", "matches"))
        case "list" | "ls":
            return ToolHeading("→", "List", path or ".", _count_notes(known, "count", "entry", "entries"))
        case "webfetch":
            return ToolHeading("%", "Fetch", get_text(given, "url"))
        case "websearch" | "codesearch":
            return ToolHeading("◈", "Search", get_text(given, "query"), _count_notes(known, "numResults", "result"))
        case "todowrite" | "todoread":
            return ToolHeading("≡", "Todos", "", _todo_notes(part))
        case "task":
            agent = get_text(given, "subagent_type") or "subagent"
            return ToolHeading("◆", agent[:1].upper() + agent[1:], get_text(given, "description"), _task_notes(block))
        case "question":
            return ToolHeading("?", *_describe_questions(given))
        case "skill":
            return ToolHeading("→", "Skill", get_text(given, "name"))
        case "invalid":
            return ToolHeading("✗", "Invalid call", get_text(given, "tool"))
        case _:
            return ToolHeading("⚙", part.tool or "Tool", format_arguments(given))


def summarize_tool_call(block: ToolBlock) -> str:
    """A call in one phrase, for where there is no room for more."""
    words = describe_tool_call(block)
    lead = words.glyph if not words.title else words.title
    return f"{lead} {words.subject.partition(chr(10))[0][:200]}".strip()


def _run_seconds(part: ToolPart) -> float | None:
    """How long it ran; 1.1 sometimes overwrites the start with the end, and then it is not known."""
    time = part.state.time
    if time is None or time.end is None or time.end <= time.start:
        return None
    return (time.end - time.start) / 1000


def _bash_notes(block: ToolBlock) -> tuple[Note, ...]:
    state = block.part.state
    if state.status != "completed":
        return ()
    took = _run_seconds(block.part)
    lasted = format_duration(took) if took is not None else ""
    exit_code = get_number(state.metadata, "exit")
    notes: list[Note] = []
    if ending := parse_tool_output(state).ending:
        notes.append((ending, NoteTone.WARNING))
    elif exit_code:
        notes.append((f"✗ exit {exit_code}", NoteTone.BAD))
    elif exit_code == 0:
        lasted = f"✓ {lasted}".rstrip()
    notes.append((lasted, NoteTone.QUIET))
    place = shorten_path(get_text(state.input, "workdir"), block.directory)
    if place and place != ".":
        notes.append((f"in {place}", NoteTone.QUIET))
    return tuple(notes)


def _change_notes(known: Mapping[str, object]) -> tuple[Note, ...]:
    single = known.get("filediff")
    changes = [single] if isinstance(single, dict) else get_objects(known, "files")
    if not changes:
        return ()
    added = sum(get_number(change, "additions") or 0 for change in changes)
    removed = sum(get_number(change, "deletions") or 0 for change in changes)
    return ((f"+{added:,} -{removed:,}", NoteTone.QUIET),)


def _write_notes(part: ToolPart) -> tuple[Note, ...]:
    notes = _change_notes(part.state.metadata)
    if notes or part.state.status != "completed":
        return notes
    content = get_text(part.state.input, "content")
    number, exact = count_lines(content)
    lines = format_count(number, "line") if exact else f"over {number:,} lines"
    created = part.state.metadata.get("exists") is False
    return ((f"new · {lines}" if created else lines, NoteTone.QUIET),)


def _describe_patched_files(block: ToolBlock) -> str:
    """The one file a patch is about, or how many there are."""
    files = get_objects(block.part.state.metadata, "files")
    if len(files) == 1:
        return format_changed_path(files[0], block.directory)
    return format_count(len(files), "file") if files else ""


def format_changed_path(change: Mapping[str, object], directory: str) -> str:
    """Where a changed file is, and where it was when it moved."""
    path = shorten_path(get_text(change, "filePath", "file", "relativePath", "path"), directory)
    moved = shorten_path(get_text(change, "movePath"), directory)
    return f"{path} → {moved}" if moved and moved != path else path


def _format_line_range(part: ToolPart) -> str:
    """Which lines: as they were read, or as they were asked for."""
    found = parse_read_output(part)
    if found is not None:
        return "" if found.is_whole_file or found.is_directory else f":{found.first}-{found.last}"
    offset, limit = get_number(part.state.input, "offset"), get_number(part.state.input, "limit")
    if offset is None and limit is None:
        return ""
    start = max(1, offset or 1)
    return f":{start}-{start + limit - 1}" if limit else f":{start}-"


def _read_notes(part: ToolPart) -> tuple[Note, ...]:
    for attachment in part.state.attachments or ():
        return ((attachment.mime or "file", NoteTone.QUIET),)
    found = parse_read_output(part)
    if found is None:
        return ()
    number, exact = count_lines(found.text, found.start, found.stop)
    if found.is_directory:
        return ((format_count(number, "entry", "entries"), NoteTone.QUIET),)
    if found.total is not None and not found.is_whole_file:
        return ((f"{number:,} of {format_count(found.total, 'line')}", NoteTone.QUIET),)
    return ((format_count(number, "line") if exact else f"over {number:,} lines", NoteTone.QUIET),)


def _count_notes(known: Mapping[str, object], name: str, noun: str, plural: str = "") -> tuple[Note, ...]:
    count = get_number(known, name)
    if count is None:
        return ()
    said = format_count(count, noun, plural) if count else f"no {plural or noun + 's'}"
    return ((said + ("+" if known.get("truncated") is True else ""), NoteTone.QUIET),)


def _format_pattern(block: ToolBlock) -> str:
    given = block.part.state.input
    pattern, where = get_text(given, "pattern"), shorten_path(get_text(given, "path"), block.directory)
    words = f"“{pattern}”" if pattern else ""
    if where and where != ".":
        words += f" in {where}"
    if include := get_text(given, "include"):
        words += f" ({include})"
    return words.strip()


def _todo_notes(part: ToolPart) -> tuple[Note, ...]:
    todos = extract_todos(part)
    if not todos:
        return ()
    done = sum(get_text(todo, "status") == "completed" for todo in todos)
    return ((f"{done} of {len(todos)} done", NoteTone.QUIET),)


def extract_todos(part: ToolPart) -> list[Json]:
    """The list as it was left, or as it is about to be written."""
    return get_objects(part.state.metadata, "todos") or get_objects(part.state.input, "todos")


def _task_notes(block: ToolBlock) -> tuple[Note, ...]:
    child = block.child
    notes: list[Note] = []
    if child is not None and child.request_count:
        notes.append((f"△ {format_count(child.request_count, 'ask')}", NoteTone.WARNING))
    if child is not None and child.call_count:
        notes.append((format_count(child.call_count, "call"), NoteTone.QUIET))
    took = _run_seconds(block.part)
    if block.part.state.status == "completed" and took is not None:
        notes.append((format_duration(took), NoteTone.QUIET))
    return tuple(notes)


def _describe_questions(given: Mapping[str, object]) -> tuple[str, str]:
    """One question is its own heading; of several, how many."""
    questions = get_objects(given, "questions")
    if len(questions) == 1:
        return "", get_text(questions[0], "question", "header")
    return "Asked", format_count(len(questions), "question") if questions else ""
