import json

from octui.server.agent.models.discovery import discover_local_providers
from octui.server.agent.models.presets import LocalServer
from tests.server.agent.local_web_server import respond_with, serve_answer


async def test_local_servers_are_discovered_with_their_models() -> None:
    models = {"data": [{"id": "llama3"}, {"id": "nomic-embed-text"}, {"object": "no id"}]}
    with (
        serve_answer(respond_with(200, json.dumps(models))) as port,
        serve_answer(respond_with(200, "<html>")) as other,
    ):
        found = await discover_local_providers(
            [
                LocalServer("ollama", "Ollama", port),
                LocalServer("other", "Other", other),
                LocalServer("none", "None", 9),
            ]
        )
    (ollama,) = found
    assert (ollama.id, ollama.source, list(ollama.models)) == ("ollama", "local", ["llama3"])
