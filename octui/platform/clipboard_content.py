"""What is on the desktop's clipboard: files, a picture or text. Everything here blocks: call it in a thread."""

import base64
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.platform.file_kinds import IMAGE_TYPES, MAX_MEDIA_BYTES, detect_media_type

SECONDS: Final = 5.0
"""How long a clipboard tool may take; one waits for the program that has the selection."""

_FILE_TYPES: Final = ("text/uri-list",)
_APPLE_IMAGE: Final = ("osascript", "-e", "get the clipboard as «class PNGf»")
_WINDOWS_IMAGE: Final = (
    "powershell.exe",
    "-NonInteractive",
    "-NoProfile",
    "-Command",
    "Add-Type -AssemblyName System.Windows.Forms; $i = [System.Windows.Forms.Clipboard]::GetImage(); if ($i) { "
    "$m = New-Object System.IO.MemoryStream; $i.Save($m, [System.Drawing.Imaging.ImageFormat]::Png); "
    "[System.Convert]::ToBase64String($m.ToArray()) }",
)
_WINDOWS_TEXT: Final = ("powershell.exe", "-NonInteractive", "-NoProfile", "-Command", "Get-Clipboard -Raw")


@dataclass(frozen=True, slots=True)
class ClipboardContent:
    """A picture, or else a text, which may be a list of file URLs."""

    image: bytes = b""
    text: str = ""


def read_clipboard(environment: Mapping[str, str] = os.environ) -> ClipboardContent | None:
    """What a desktop tool finds; None where there is no tool, as over SSH, where it would read the wrong machine's."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None
    if environment.get("WAYLAND_DISPLAY") and shutil.which("wl-paste"):
        return _read_selection(("wl-paste", "--list-types"), ("wl-paste", "--no-newline", "--type"))
    if environment.get("DISPLAY") and shutil.which("xclip"):
        paste = ("xclip", "-selection", "clipboard", "-o", "-t")
        return _read_selection((*paste, "TARGETS"), paste)
    if environment.get("DISPLAY") and shutil.which("xsel"):
        return ClipboardContent(text=_run_tool(("xsel", "--clipboard", "--output")).decode(errors="replace"))
    if shutil.which("pbpaste"):
        return _read_apple_clipboard()
    if shutil.which("powershell.exe"):
        image = _decode_base64(_run_tool(_WINDOWS_IMAGE))
        text = "" if image else _run_tool(_WINDOWS_TEXT).decode(errors="replace")
        return ClipboardContent(image, text.replace("\r\n", "\n").removesuffix("\n"))
    return None


def _read_selection(list_types: Sequence[str], paste: Sequence[str]) -> ClipboardContent:
    """Ask for the first type that says most: files before pictures before text, as file managers offer all three."""
    offered = _run_tool(list_types).decode(errors="replace").split("\n")
    for mime in _FILE_TYPES:
        listed = _run_tool((*paste, mime)).decode(errors="replace").strip() if mime in offered else ""
        if listed.startswith("file:"):
            return ClipboardContent(text=listed)
    for mime in IMAGE_TYPES:
        if mime in offered:
            return ClipboardContent(image=_run_tool((*paste, mime)))
    for mime in ("text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING"):
        if mime in offered:
            return ClipboardContent(text=_run_tool((*paste, mime)).decode(errors="replace"))
    return ClipboardContent()


def _read_apple_clipboard() -> ClipboardContent:
    if shutil.which("pngpaste") and detect_media_type(image := _run_tool(("pngpaste", "-"))):
        return ClipboardContent(image=image)
    # AppleScript prints «data PNGf89504E47…».
    printed = _run_tool(_APPLE_IMAGE).decode(errors="replace")
    _, marker, encoded = printed.partition("PNGf")
    if marker:
        try:
            return ClipboardContent(image=bytes.fromhex(encoded.strip().rstrip("»")))
        except ValueError:
            return ClipboardContent()
    return ClipboardContent(text=_run_tool(("pbpaste",)).decode(errors="replace"))


def _decode_base64(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except ValueError:
        return b""


def _run_tool(command: Sequence[str]) -> bytes:
    """What it prints, up to a little more than can be attached; nothing when it fails or takes too long."""
    limit = 2 * MAX_MEDIA_BYTES + 1_000
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            return _read_output(process, limit)
    except OSError:
        return b""


def _read_output(process: subprocess.Popen[bytes], limit: int) -> bytes:
    timer = threading.Timer(SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        printed = process.stdout.read(limit) if process.stdout is not None else b""
        if len(printed) >= limit:
            process.kill()
            return printed
        return b"" if process.wait() else printed
    finally:
        timer.cancel()
