"""Attachments on every server: what is pasted reaches the model, and comes back with its prompt."""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from octui.client import Client
from octui.store import selectors
from octui.ui.composer.text_area import PromptArea
from octui.wire.parts import FilePart
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel
from tests.ui.attachments.test_chips import write_tool
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.fixture
def project(tmp_path: Path, model: ScriptedModel) -> Project:
    """A project whose second model sees images, and whose first does not."""
    project = make_project(tmp_path / "shop", model.url)
    path = project.path / "opencode.json"
    configuration = json.loads(path.read_text())
    configuration["provider"]["scripted"]["models"]["second"] |= {
        "attachment": True,
        "modalities": {"input": ["text", "image"], "output": ["text"]},
    }
    path.write_text(json.dumps(configuration))
    return project


async def paste_text(live: LiveApp, text: str) -> None:
    assert live.app.focused is not None
    live.app.focused.post_message(events.Paste(text))
    await live.pilot.pause()


async def test_a_picture_and_a_text_reach_the_model_and_come_back_with_undo(
    project: Project,
    server: RealServer,
    client: Client,
    model: ScriptedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "image").write_bytes(PIXEL)
    write_tool(tools, "wl-paste", f"[ $1 = --list-types ] && echo image/png || cat {tools}/image")
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "test")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    note = tmp_path / "my note.txt"
    note.write_text("the secret is 4711\n")
    session = await client.sessions.create(title="attachments")

    async with open_live_app(server, project, session.id) as live:
        app = live.app
        composer = app.context.composer
        assert composer is not None
        app.context.model_selection.set_model(session.id, "build", ("scripted", "scripted"))
        await live.wait_for(lambda: isinstance(app.focused, PromptArea), "the prompt has the focus")
        await live.type_text("say look ")
        await live.pilot.press("ctrl+v")
        await live.wait_for(lambda: composer.text == "say look [Image 1] ", "the picture")
        assert "Scripted cannot see images." in live.screen_text
        app.context.model_selection.set_model(session.id, "build", ("scripted", "second"))
        await paste_text(live, f"'{note}'")
        await live.wait_for(lambda: composer.text == "say look [Image 1] [my note.txt] ", "the note")
        await live.pilot.press("enter")
        await live.wait_for(lambda: model.models_asked("say look"), "the model was asked")
        body = json.dumps([asked.body for asked in model.asked if asked.has_tools])
        assert base64.b64encode(PIXEL).decode() in body and "the secret is 4711" in body
        await live.wait_for(lambda: composer.text == "", "sent")
        await live.wait_for(lambda: not selectors.is_busy(app.context.store.state, session.id), "answered")
        assert "▪ my note.txt" in live.screen_text and "▪ clipboard.png" in live.screen_text

        app.action_command("session.undo")
        await live.wait_for(lambda: composer.text == "say look [Image 1] [my note.txt]", "undone")
        kept = composer.current_prompt.chips
        assert [(chip.label, chip.mime) for chip in kept] == [
            ("[Image 1]", "image/png"),
            ("[my note.txt]", "text/plain"),
        ]
        await live.pilot.press("enter")
        await live.wait_for(lambda: composer.text == "", "sent again")
        page = await client.messages.list(session.id)
        prompts = [message for message in page.messages if message.info.role == "user"]
        files = [part for part in prompts[-1].parts if isinstance(part, FilePart)]
        assert [part.filename for part in files] == ["clipboard.png", "my note.txt"]
        assert files[0].url == f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"

        await live.wait_for(lambda: not selectors.is_possibly_busy(app.context.store.state, session.id), "answered")
        # A file that no longer exists when it is sent fails before anything is lost.
        await paste_text(live, str(note))
        await live.wait_for(lambda: composer.text.startswith("[my note.txt]"), "the note again")
        note.unlink()
        await live.pilot.press("enter")
        await live.wait_for(lambda: "Not sent: [my note.txt] cannot be read" in live.screen_text, "said")
        assert composer.text.startswith("[my note.txt]")
