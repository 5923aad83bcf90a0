import stat
from pathlib import Path

from octui.server.agent.models.credentials import CredentialStore
from octui.wire.providers import ApiKey, OAuthTokens


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
