import json

from octui.client import Client
from octui.wire.prompt import FileInput, TextInput
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel


async def test_attached_files_are_read_for_the_model(here: Client, project: Project, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="files")
    url = f"file://{project.path}/README.md?start=3&end=3"
    missing = f"file://{project.path}/nope.md"
    await here.prompts.send_and_wait(
        session.id,
        [
            TextInput(text="say read"),
            FileInput(mime="text/plain", url=url, filename="README.md"),
            FileInput(mime="text/plain", url=missing, filename="nope.md"),
            FileInput(mime="text/plain", url="data:text/plain;base64,cGFzdGVk", filename="pasted.txt"),
        ],
    )
    sent_message = json.dumps(model.asked[0].body["messages"][-1])
    assert "3: A small shop." in sent_message
    assert "Read tool failed to read" in sent_message
    assert "pasted" in sent_message
