import asyncio
import os
from pathlib import Path

import pytest

from octui.server.agent.definitions.frontmatter import parse_frontmatter
from octui.server.agent.tools.read import read_path
from octui.server.agent.tools.registry import TOOLS
from octui.server.agent.tools.shell_process import run_in_shell
from octui.server.agent.tools.text_editing.text_file import read_text_file, write_text_file
from octui.server.agent.tools.tool import InvalidArguments, ToolFailed
from octui.server.agent.tools.web.html_to_markdown import html_to_markdown, html_to_text


def test_a_file_is_read_with_its_numbers_and_its_end(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one\ntwo\nthree\n")
    read = read_path(file)
    assert read.output == (
        f"<path>{file}</path>\n<type>file</type>\n<content>\n1: one\n2: two\n3: three\n\n"
        "(End of file - total 3 lines)\n</content>"
    )
    assert read.metadata["display"]["totalLines"] == 3
    part = read_path(file, 2, 1)
    assert "2: two\n\n(Showing lines 2-2 of 3. Use offset=3 to continue.)" in part.output
    with pytest.raises(ToolFailed, match="only 3 lines"):
        read_path(file, 9)


def test_a_directory_is_its_names(tmp_path: Path) -> None:
    (tmp_path / "b.txt").touch()
    (tmp_path / "A").mkdir()
    assert "<entries>\nA/\nb.txt\n\n(2 entries)\n</entries>" in read_path(tmp_path).output


def test_what_is_no_text_is_refused_or_attached(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0\1\2")
    with pytest.raises(ToolFailed, match="Cannot read binary file"):
        read_path(tmp_path / "a.bin")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    (attached,) = read_path(tmp_path / "a.png").attachments
    assert attached.url == "data:image/png;base64,iVBORw0K"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ToolFailed, match="not a regular file"):
        read_path(tmp_path / "pipe")


def test_a_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "checkout.py").touch()
    with pytest.raises(ToolFailed, match=r"(?s)File not found.*checkout\.py"):
        read_path(tmp_path / "chekout.py")


def test_writing_keeps_line_ends_marks_modes_and_links(tmp_path: Path) -> None:
    file, link = tmp_path / "a.sh", tmp_path / "link.sh"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    file.chmod(0o755)
    link.symlink_to(file)
    held = read_text_file(link)
    assert held.with_own_line_ends("x\ny") == "x\r\ny"
    write_text_file(link, held.text.replace("two", "2"), has_bom=held.has_bom)
    assert file.read_bytes() == b"\xef\xbb\xbfone\r\n2\r\n"
    assert file.stat().st_mode & 0o777 == 0o755
    assert link.is_symlink()


async def test_a_command_that_leaves_something_running_ends_all_the_same(tmp_path: Path) -> None:
    ended = await run_in_shell(
        "sleep 600 & echo done; echo $!", tmp_path, lambda _: None, timeout=300, outputs=tmp_path
    )
    said, left = ended.output.split()
    assert (said, ended.exit_code) == ("done", 0)
    os.kill(int(left), 9)  # It runs still: nobody waited for it.


async def test_a_command_that_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    ended = await run_in_shell(
        "echo begun; (sleep 60; echo late > late) & wait", tmp_path, lambda _: None, timeout=0.3, outputs=tmp_path
    )
    assert (ended.timed_out, ended.exit_code, ended.output) == (True, None, "begun\n")


async def test_output_is_shown_while_it_comes(tmp_path: Path) -> None:
    shown: list[str] = []
    seen = asyncio.Event()

    def show(text: str) -> None:
        shown.append(text)
        seen.set()

    gate = tmp_path / "gate"
    os.mkfifo(gate)
    running = asyncio.create_task(
        run_in_shell(f"printf 'caf\\303'; cat {gate}; printf '\\251\\n'", tmp_path, show, timeout=20, outputs=tmp_path)
    )
    await seen.wait()
    assert shown[-1] == "caf"
    await asyncio.to_thread(gate.write_text, "")
    assert (await running).output == "café\n"
    assert shown[-1] == "café\n"


async def test_the_servers_password_is_not_given_to_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "hunter2")
    ended = await run_in_shell("env", tmp_path, lambda _: None, timeout=20, outputs=tmp_path)
    assert "hunter2" not in ended.output
    assert "TERM=dumb" in ended.output


def test_every_tool_tells_what_it_takes_in_one_piece() -> None:
    for tool in TOOLS.values():
        schema = tool.parameters
        assert schema["type"] == "object"
        assert "$ref" not in str(schema)
        assert tool.description
    assert TOOLS["edit"].parameters["required"] == ["filePath", "oldString", "newString"]
    assert set(TOOLS["todowrite"].parameters["properties"]["todos"]["items"]["properties"]) == {
        "content",
        "status",
        "priority",
    }


def test_arguments_that_do_not_fit_are_refused_with_their_place() -> None:
    with pytest.raises(InvalidArguments, match="command"):
        TOOLS["bash"].parse_arguments({"command": ""})
    assert TOOLS["read"].parse_arguments({"filePath": "a", "offset": "3", "other": 1}).offset == 3


PAGE = """
<html><head><title>T &amp; U</title><script>evil()</script></head><body><nav>menu</nav>
<h1>Hello</h1><p>page <b>body</b> with <a href="/x">a link</a> and <a href="javascript:x">none</a>.</p>
<ul><li>one<li>two<ol><li>inner</ol></ul><pre>  a
  b</pre><table><tr><td>1</td><td>2</td></tr></table><img src=x alt="A cat"></body></html>
"""


def test_a_page_is_markdown() -> None:
    told = html_to_markdown(PAGE, "https://example.com/dir/")
    assert told.startswith("T & U\n\n# Hello\n\npage **body** with [a link](https://example.com/x) and none.\n")
    assert "- one\n- two\n  1. inner\n" in told
    assert "```\n  a\n  b\n```" in told
    assert "1 | 2" in told
    assert "![A cat]" in told
    assert "evil" not in told
    assert "menu" not in told


def test_a_page_is_plain_text() -> None:
    assert "page body with a link and none." in html_to_text(PAGE)


def test_a_page_may_be_as_wrong_as_it_likes() -> None:
    assert html_to_markdown("<div>" * 50_000 + "deep") == "deep"
    assert html_to_markdown("</ul></pre><li>x<a>y</b></a>")


@pytest.mark.parametrize(
    ("text", "settings", "body"),
    [
        ("no settings", {}, "no settings"),
        ("---\na: 1\n---\nbody\n", {"a": 1}, "body"),
        ("---\r\na: x\r\n---\r\nbody", {"a": "x"}, "body"),
        ("---\na: 'it''s'\nb: \"q\\n\"\n---\n", {"a": "it's", "b": "q\n"}, ""),
        ("---\nc: true\nd: 0.5\ne:\n---\n", {"c": True, "d": 0.5, "e": None}, ""),
        (
            "---\npermission:\n  bash:\n    \"*\": ask\n    git *: allow # fine\n  edit: deny\n---\nx",
            {"permission": {"bash": {"*": "ask", "git *": "allow"}, "edit": "deny"}},
            "x",
        ),
        ("---\ntools: {\"bash\": false}\n---\n", {"tools": {"bash": False}}, ""),
        ("---\nlist: [a, 'b', 3]\n---\n", {"list": ["a", "b", 3]}, ""),
        ("---\nlist:\n  - a\n  - b c\nflat:\n- d\n---\n", {"list": ["a", "b c"], "flat": ["d"]}, ""),
        ("---\ntext: |\n  one\n    two\n\n  three\n---\n", {"text": "one\n  two\n\nthree"}, ""),
        ("---\nfold: >\n  a\n  b\n---\n", {"fold": "a b"}, ""),
        ("---\ndescription: Does: things, a#b\n---\n", {"description": "Does: things, a#b"}, ""),
        ("---\n- just\n- a list\n---\nx", {}, "x"),
        ("---\nnever closed", {}, "---\nnever closed"),
    ],
)  # fmt: skip
def test_settings_before_markdown_are_read(text: str, settings: dict[str, object], body: str) -> None:
    document = parse_frontmatter(text)
    assert (document.settings, document.body) == (settings, body)
