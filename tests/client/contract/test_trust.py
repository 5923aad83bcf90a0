import pytest

from octui.client import Busy, Client, Unsupported
from tests.support.real_opencode import Project, make_project

pytestmark = pytest.mark.real


async def test_a_folder_is_trusted_and_the_decision_taken_back(client: Client, project: Project) -> None:
    folder = make_project(project.path.parent / "cloned shop", "http://127.0.0.1:9/v1").directory
    if not (await client.server.get_capabilities()).folder_trust:
        for call in (
            client.trust.get(directory=folder),
            client.trust.decide("", "trusted", directory=folder),
            client.trust.list_folders(),
            client.trust.revoke(folder),
        ):
            with pytest.raises(Unsupported):
                await call
        return
    asked = await client.trust.get(directory=folder)
    assert asked.state == "undecided"
    assert "provider" in {request.kind for request in asked.requests}
    with pytest.raises(Busy):
        await client.trust.decide("of something else", "trusted", directory=folder)
    assert (await client.trust.decide(asked.digest, "trusted", directory=folder)).state == "trusted"
    newest = (await client.trust.list_folders(directory=folder))[0]
    assert (newest.root, newest.decision, newest.digest) == (asked.root, "trusted", asked.digest)
    assert await client.trust.revoke(asked.root)
    assert not await client.trust.revoke(asked.root)
    assert (await client.trust.get(directory=folder)).state == "undecided"
