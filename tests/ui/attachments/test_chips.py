"""Chips: what pastes become, and that they live in the text alone."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from octui.config.attachment_store import AttachmentStore
from octui.config.chips import Chip
from octui.config.draft_book import EMPTY_DRAFT
from octui.config.history import HistoryEntry
from octui.platform.clipboard_content import read_clipboard
from octui.platform.file_kinds import NotAttachable, detect_file, format_size
from octui.ui.attachments.chip_book import ChipBook, expand_prompt
from octui.ui.attachments.messages import ClipboardWanted, PastePlace, PathsPasted
from octui.ui.attachments.pasted_paths import list_readings
from octui.ui.attachments.prompt_files import make_file_chip
from octui.ui.composer.widget import Composer
from octui.ui.messages import Attachment, RunShellCommand, SendPrompt

STYLES = Path(__file__).parents[3] / "styles"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
LINES = "one\ntwo\nthree\n"


class PasteApp(App[None]):
    """A composer, and what it asks for."""

    CSS_PATH = [STYLES / "pickers.tcss", STYLES / "composer.tcss"]

    def __init__(self) -> None:
        super().__init__()
        self.composer = Composer()
        self.asked: list[PathsPasted | ClipboardWanted] = []
        self.sent: list[SendPrompt | RunShellCommand] = []
        self.drafts: list[HistoryEntry] = []

    def compose(self) -> ComposeResult:
        yield self.composer

    def on_mount(self) -> None:
        self.composer.focus()

    def on_paths_pasted(self, message: PathsPasted) -> None:
        self.asked.append(message)

    def on_clipboard_wanted(self, message: ClipboardWanted) -> None:
        self.asked.append(message)

    def on_send_prompt(self, message: SendPrompt) -> None:
        self.sent.append(message)

    def on_run_shell_command(self, message: RunShellCommand) -> None:
        self.sent.append(message)

    def on_prompt_box_draft_changed(self, message: Composer.DraftChanged) -> None:
        self.drafts.append(HistoryEntry(message.text, message.shell, message.chips))

    @property
    def text(self) -> str:
        return self.composer.text


async def paste_text(pilot: Pilot[Any], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()


async def test_a_long_paste_is_a_chip_that_opens_and_is_sent_as_what_it_is() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await paste_text(pilot, "one\ntwo\n")
        assert app.text == "one\ntwo\n"
        await paste_text(pilot, LINES)
        await paste_text(pilot, LINES.replace("\n", "\r"))
        await paste_text(pilot, "x" * 151)
        folded = "one\ntwo\n[Pasted 3 lines] [Pasted 3 lines · 2] [Pasted 151 characters] "
        assert app.text == folded
        assert [chip.text for chip in app.drafts[-1].chips] == [LINES, LINES, "x" * 151]
        # Backspace takes a chip whole, and undo brings it back.
        await pilot.press("backspace", "backspace")
        assert app.text == folded.removesuffix("[Pasted 151 characters] ")
        await pilot.press("ctrl+minus", "ctrl+minus")
        assert app.text.startswith("one\ntwo\n[Pasted 3 lines] [Pasted 3 lines · 2] ")
        app.composer.replace_text("see [Pasted 3 lines] ")
        await pilot.press("left", "ctrl+o")
        assert app.text == f"see {LINES} "
        await pilot.press("ctrl+minus")
        assert app.text == "see [Pasted 3 lines] "
        await pilot.press("enter")
        (sent,) = app.sent
        assert isinstance(sent, SendPrompt)
        assert expand_prompt(sent.text, sent.attachments, sent.chips).text == f"see {LINES}"
        app.composer.finish_sending(sent.origin.send_id, EMPTY_DRAFT)
        assert app.text == ""
        await pilot.press("up")
        assert app.text == "see [Pasted 3 lines]" and app.composer.current_prompt.chips[0].text == LINES


async def test_the_cursor_never_stands_inside_a_chip() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("a")
        await paste_text(pilot, LINES)
        await pilot.press("left", "left", "b")
        assert app.text == "ab[Pasted 3 lines] "
        await pilot.press("right", "c")
        assert app.text == "ab[Pasted 3 lines]c "
        await pilot.click("PromptArea", offset=(9, 0))
        await pilot.press("d")
        assert "[Pasted 3 lines]" in app.text
        await pilot.press("home", "delete", "delete", "delete", "delete")
        assert "Pasted" not in app.text


async def test_a_shell_command_takes_pastes_as_text_and_no_files() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("exclamation_mark")
        await paste_text(pilot, f"/bin/ls\n{LINES}")
        assert app.text == f"/bin/ls\n{LINES}" and not app.asked
        await pilot.press("ctrl+v")
        app.asked[0].target.settle_paste(app.asked[0].place, [Chip(mime="image/png", digest="0" * 64)])
        await pilot.pause()
        assert app.text == f"/bin/ls\n{LINES}"


async def test_a_prompt_waits_until_it_is_known_what_was_pasted() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await paste_text(pilot, "/home/me/a.png")
        await pilot.press("x", "enter")
        assert app.sent == [] and app.text == "/home/me/a.pngx"
        (asked,) = app.asked
        asked.target.settle_paste(asked.place, [Chip(mime="image/png", name="a.png", digest="0" * 64)])
        await pilot.pause()
        assert [message.origin.text for message in app.sent] == ["[Image 1] x"]


async def test_long_text_that_begins_like_a_path_is_folded_all_the_same() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await paste_text(pilot, "/usr/bin/env one\ntwo\nthree")
        app.asked[0].target.settle_paste(app.asked[0].place, None)
        assert app.text == "[Pasted 3 lines] "


async def test_what_the_model_cannot_see_is_said_before_it_is_sent() -> None:
    app = PasteApp()
    async with app.run_test(size=(80, 20)) as pilot:
        app.composer.pastes.find_doubt = lambda _, chips: "Blind cannot see images." if chips[0].is_image else ""
        app.composer.replace_text("what is [Image 1]", [Chip("[Image 1]", mime="image/png", digest="0" * 64)])
        await pilot.press("enter")
        assert app.sent == []
        await pilot.press("enter")
        assert len(app.sent) == 1


def test_pasted_texts_are_put_in_and_mentions_move_with_them() -> None:
    chips = [Chip("[Pasted 3 lines]", LINES), Chip("[Image 1]", mime="image/png")]
    text = "@a [Pasted 3 lines] @b [Image 1]"
    mentions = [Attachment("agent", "a", 0, 2), Attachment("agent", "b", 20, 22)]
    prompt = expand_prompt(text, mentions, chips)
    assert prompt.text == f"@a {LINES} @b [Image 1]"
    assert [prompt.text[each.start : each.end] for each in prompt.mentions] == ["@a", "@b"]
    assert [prompt.text[each.start : each.end] for each in prompt.files] == ["[Image 1]"]


def test_a_label_means_one_thing_only() -> None:
    book = ChipBook()
    first = book.add_chip(Chip(mime="image/png", digest="1"), "")
    assert book.adopt_prompt("see [Image 1]", [Chip("[Image 1]", mime="image/png", digest="2")]) == "see [Image 2]"
    assert book.list_chips("[Image 2] [Image 1] [Image 1]") == (
        Chip("[Image 2]", mime="image/png", digest="2"),
        first,
    )
    hostile = book.add_chip(Chip(mime="text/plain", name="a]\n[Image 1]\x1b[2J.txt"), "")
    assert "\n" not in hostile.label and "\x1b" not in hostile.label and hostile.label.count("[") == 1


@pytest.mark.parametrize(
    ("pasted", "paths"),
    [
        ("/a/b.png", ["/a/b.png"]),
        ("'/a/my b.png'", ["/a/my b.png"]),
        ('"/a/my b.png" /c.pdf', ["/a/my b.png", "/c.pdf"]),
        ("/a/my\\ b.png /c.pdf ", ["/a/my b.png", "/c.pdf"]),
        ("file:///a/my%20b.png\r\nfile://localhost/c.pdf", ["/a/my b.png", "/c.pdf"]),
        ("# copied\n/a/it's.png\n/b.png", ["/a/it's.png", "/b.png"]),
        ("~/b.png", [str(Path.home() / "b.png")]),
    ],
)
def test_paths_are_read_as_terminals_and_file_managers_write_them(pasted: str, paths: list[str]) -> None:
    assert tuple(map(Path, paths)) in list_readings(pasted)


@pytest.mark.parametrize("pasted", ["a/b.png", "file://elsewhere/a", "https://a/b", "/a\0b", "file://[", ""])
def test_what_is_no_path_is_not_read_as_one(pasted: str) -> None:
    assert list_readings(pasted) == ()


def test_files_are_known_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_bytes(PNG)
    (tmp_path / "notes.png").write_text("no picture")
    (tmp_path / "program").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "p.heic").write_bytes(b"\0\0\0")
    assert detect_file(tmp_path / "photo.txt").mime == "image/png"
    assert detect_file(tmp_path / "notes.png").mime == "text/plain"
    assert detect_file(tmp_path).mime == "application/x-directory"
    for name, reason in (("program", "neither text"), ("p.heic", "PNG, JPEG, GIF and WebP")):
        with pytest.raises(NotAttachable, match=reason):
            detect_file(tmp_path / name)
    os.truncate(tmp_path / "photo.txt", 20_000_001)
    with pytest.raises(NotAttachable, match=r"20 MB; at most 20 MB"):
        detect_file(tmp_path / "photo.txt")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAttachable, match="neither a file nor a folder"):
        detect_file(tmp_path / "pipe")
    assert [format_size(size) for size in (0, 999, 34_000, 2_100_000)] == ["0 B", "999 B", "34 KB", "2.1 MB"]


def test_content_is_kept_until_newer_needs_its_room(tmp_path: Path) -> None:
    store = AttachmentStore(tmp_path / "kept", kept_bytes=10)
    first, second = store.save_content(b"123456"), store.save_content(b"abcdef")
    assert store.read_content(first) is None and store.read_content(second) == b"abcdef"
    assert store.read_content("../../etc/passwd") is None
    assert (tmp_path / "kept" / second).stat().st_mode & 0o777 == 0o600
    (tmp_path / "a.png").write_bytes(PNG)
    chip = make_file_chip(tmp_path / "a.png", AttachmentStore(tmp_path / "all"), is_shared=False)
    assert AttachmentStore(tmp_path / "all").read_content(chip.digest) == PNG
    with pytest.raises(NotAttachable, match="folder of this machine"):
        make_file_chip(tmp_path, store, is_shared=False)


def write_tool(folder: Path, name: str, script: str) -> None:
    """A clipboard program, for a desktop that tests do not have."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_the_clipboard_is_read_with_the_desktops_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "image").write_bytes(PNG)
    wayland, x11 = {"WAYLAND_DISPLAY": "w"}, {"DISPLAY": ":0"}
    write_tool(tmp_path, "wl-paste", f"[ $1 = --list-types ] && echo image/png || cat {tmp_path}/image")
    write_tool(tmp_path, "xclip", 'case "$*" in *TARGETS) echo UTF8_STRING;; *) printf "some text";; esac')
    found = read_clipboard(wayland)
    assert found is not None and (found.image, found.text) == (PNG, "")
    found = read_clipboard(x11)
    assert found is not None and (found.image, found.text) == (b"", "some text")
    write_tool(tmp_path, "wl-paste", "[ $1 = --list-types ] && printf 'text/uri-list\\nimage/png\\n' || echo file:///a")
    found = read_clipboard(wayland)
    assert found is not None and found.text == "file:///a"
    write_tool(tmp_path, "wl-paste", "exit 1")
    found = read_clipboard(wayland)
    assert found is not None and (found.image, found.text) == (b"", "")
    assert read_clipboard(wayland | {"SSH_CONNECTION": "1"}) is None
    assert shutil.which("pbpaste") or read_clipboard({}) is None


def test_a_place_is_found_again_by_what_is_around_it() -> None:
    place = PastePlace("see ", "/a.png")
    assert place.find_range("see /a.png and more") == (4, 10)
    assert place.find_range("now see /a.png") == (8, 14)
    assert place.find_range("see /a.pn") is None


def test_what_is_too_long_to_be_edited_becomes_a_chip_and_reaches_the_server_as_it_was() -> None:
    book, long = ChipBook(), "word and word\n" * 10_000
    image = Chip("[Image 1]", mime="image/png", digest="1")
    text = book.adopt_prompt(f"{long}see [Image 1] and {long}", [image])
    assert text == "[Pasted 10001 lines][Image 1][Pasted 10000 lines]"
    assert [placed.chip.mime for placed in expand_prompt(text, (), book.list_chips(text)).files] == ["image/png"]
    assert expand_prompt(text, (), book.list_chips(text)).text == f"{long}see [Image 1] and {long}"
    assert ChipBook().adopt_prompt(long, (), is_command=True) == long
