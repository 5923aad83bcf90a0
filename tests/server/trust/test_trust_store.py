from pathlib import Path

from octui.server.server import Server
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import TrustedFolder

DECIDED = TrustedFolder(root="/home/me/shop", digest="1", decision="trusted")


def test_decisions_that_cannot_be_read_are_kept_aside(tmp_path: Path) -> None:
    store, file = TrustStore(tmp_path), tmp_path / "trust.json"
    file.write_text('[{"root": "/home/me/shop", "digest"')
    store.save_decision(DECIDED)
    assert store.list_trusted_folders() == (DECIDED,)
    assert (tmp_path / "trust.json.broken").read_text() == '[{"root": "/home/me/shop", "digest"'
    file.write_text("half")
    assert not store.forget_folder("/home/me/shop")
    assert (tmp_path / "trust.json.broken1").read_text() == "half"


async def test_a_server_says_once_which_of_its_files_are_damaged(tmp_path: Path) -> None:
    (tmp_path / "trust.json").write_text("{")
    (tmp_path / "auth.json").write_text("{")
    server = Server(tmp_path, str(tmp_path))
    trust, keys = server.take_notices()
    assert trust.endswith(
        "trust.json could not be read, and was renamed to trust.json.broken: every folder asks again."
    )
    assert "connect the providers again" in keys
    assert server.take_notices() == []
    await server.shut_down()
    again = Server(tmp_path, str(tmp_path))
    assert again.take_notices() == []
    await again.shut_down()
