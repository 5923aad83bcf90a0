import json
import stat
from pathlib import Path

import httpx
import pytest

from octui.server.agent.models.credentials import CredentialStore
from octui.wire.providers import ApiKey, OAuthTokens
from tests.server.conftest import Running


def test_credentials_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    keys = CredentialStore(tmp_path)
    keys.save_credential("openai", ApiKey(key="sk-1"))
    keys.save_credential("other", OAuthTokens(refresh="r", access="a", expires=0))
    assert stat.S_IMODE((tmp_path / "auth.json").stat().st_mode) == 0o600
    assert (
        CredentialStore(tmp_path).find_api_key("openai"),
        keys.find_api_key("other"),
        keys.find_api_key("none"),
    ) == ("sk-1", "a", None)
    keys.remove_credential("openai")
    assert list(CredentialStore(tmp_path).load_credentials()) == ["other"]
    (tmp_path / "auth.json").write_text("{broken")
    assert keys.load_credentials() == {}


def test_no_key_is_lost_when_the_file_is_damaged_or_from_a_newer_version(tmp_path: Path) -> None:
    keys, file = CredentialStore(tmp_path), tmp_path / "auth.json"
    file.write_text('{"future": {"type": "passkey", "seed": "s"}}')
    assert keys.set_aside_damaged() == ""
    keys.save_credential("openai", ApiKey(key="sk-1"))
    assert json.loads(file.read_text())["future"] == {"type": "passkey", "seed": "s"}
    for number, damaged in enumerate(('{"openai": {"type": "api", "key": "sk-1"', "[]", "\ud800")):
        file.write_bytes(damaged.encode("utf-8", "surrogatepass"))
        keys.save_credential("other", ApiKey(key="sk-2"))
        assert list(keys.load_credentials()) == ["other"]
        aside = tmp_path / f"auth.json.broken{number or ''}"
        assert aside.read_bytes() == damaged.encode("utf-8", "surrogatepass")
        assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    file.write_text("{")
    assert keys.set_aside_damaged() == (
        f"{file} could not be read, and was renamed to auth.json.broken3: connect the providers again with /connect."
    )


def test_a_key_is_not_saved_over_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "auth.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        CredentialStore(tmp_path).save_credential("openai", ApiKey(key="sk-1"))


async def test_a_key_that_cannot_be_saved_or_removed_says_why(app_server: Running) -> None:
    file = app_server.server.data_folder / "auth.json"
    file.mkdir()
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        saved = await http.put("/auth/openai", json={"type": "api", "key": "sk-canary"})
        removed = await http.delete("/auth/openai")
    for answer, act in ((saved, "save"), (removed, "remove")):
        assert answer.status_code == 500
        assert f"Could not {act} the key: {file}: Is a directory" in answer.text
        assert "sk-canary" not in answer.text
