"""The export dialog: previewed, masked, written, and refused where it cannot be."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Static

from octui.client import Client
from octui.export.html import render_html
from octui.export.secrets import SecretMask
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import open_live_app

TOKEN = "ghp_" + "aB3" * 12


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.mark.real
@pytest.mark.slow
async def test_a_session_is_previewed_masked_and_written(
    server: RealServer, client: Client, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    monkeypatch.chdir(folder)
    session = await client.sessions.create(title="secret totals")
    await client.prompts.send_and_wait(session.id, f"say the token is {TOKEN}")
    async with open_live_app(server, project, session.id) as live:
        await live.pilot.press("ctrl+x", "x")
        await live.wait_for_screen("ExportScreen")
        await live.wait_for(lambda: "masked: GitHub token ghp_********" in live.screen_text, "the preview")
        await live.pilot.press("enter")
        await live.wait_for_toast("messages written to")
        (written,) = folder.iterdir()
        assert written.name == f"secret-totals-{session.id[-6:]}.md"
        assert "the token is ghp_********" in written.read_text()
        assert TOKEN not in written.read_text()
        # Another format, and no masking: the file follows, and says that nothing is masked.
        await live.pilot.press("ctrl+x", "x")
        await live.wait_for_screen("ExportScreen")
        await live.pilot.press("tab", "space", "tab", "space", "space")
        await live.wait_for(lambda: "nothing is masked" in live.screen_text, "the warning")
        await live.pilot.press("enter")
        await live.wait_for(lambda: written.with_suffix(".json").exists(), "the JSON")
        document = json.loads(written.with_suffix(".json").read_text())
        assert document["info"]["id"] == session.id
        assert TOKEN in written.with_suffix(".json").read_text()
        # What exists is replaced only by a second press; what cannot be written is said.
        await live.wait_for(lambda: live.app.screen is live.app.context.chat, "the chat")
        await live.pilot.press("ctrl+x", "x")
        await live.wait_for_screen("ExportScreen")
        await live.wait_for(lambda: "masked: GitHub" in live.screen_text, "the preview")
        await live.pilot.press("enter")
        await live.wait_for(lambda: "exists: enter again to replace it" in live.screen_text, "the question")
        await live.pilot.press("ctrl+u", *"missing", "slash", *"x.md", "enter")
        notice = live.app.screen.query_one(".export--notice", Static)
        await live.wait_for(lambda: "No such file or directory" in str(notice.content), "the reason")
        await live.pilot.press("escape")


SECRETS = (
    ("GitHub token", TOKEN),
    ("AWS key", "AKIA" + "A1B2C3D4E5F6G7H8"),
    ("API key", "sk-" + "proj-abcdEFGH12345678"),
    ("JSON Web Token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"),
    ("password or key", 'password = "hunter2hunter2"'),
    ("password or key", "API_KEY=abcd1234efgh"),
    ("password in an address", "postgres://me:hunter22@db/shop"),
    ("authorization", "Authorization: Bearer abcdefghijklmnop1234"),
    ("private key", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"),
)


@pytest.mark.parametrize(
    ("kind", "text"), SECRETS, ids=[f"{number}-{kind}" for number, (kind, _) in enumerate(SECRETS)]
)
def test_secrets_are_masked_wherever_they_stand(kind: str, text: str) -> None:
    mask = SecretMask()
    masked = mask.mask_document(
        {"messages": [{"parts": [{"text": f"before {text} after", "state": {"output": text}}]}]}
    )
    (secret,) = mask.found
    assert secret.kind == kind
    assert mask.found[secret] == 2
    part = masked["messages"][0]["parts"][0]
    assert part["text"].startswith("before ")
    assert part["text"].endswith(" after")
    assert "********" in part["text"]
    assert "********" in part["state"]["output"]


@pytest.mark.parametrize(
    "text",
    ["the token budget: 200000 tokens", "password: your-password-here", "secret = os.environ['KEY']", "api_key=$KEY"],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert SecretMask().mask_text(text) == text


def test_a_secret_on_the_border_of_two_pieces_is_masked_once() -> None:
    mask = SecretMask()
    text = "x" * 199_990 + f" {TOKEN} " + "y" * 10
    assert TOKEN not in mask.mask_text(text)
    assert list(mask.found.values()) == [1]


def test_a_page_shows_html_of_the_session_as_text() -> None:
    page = render_html("# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![i](http://e/x.png)", "<b>t</b>")
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;t&lt;/b&gt;" in page
    assert "default-src 'none'" in page
