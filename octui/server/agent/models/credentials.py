"""Provider credentials, in a file only its owner can read."""

from contextlib import suppress
from pathlib import Path

import msgspec

from octui.server.private_files import write_private_file
from octui.wire.providers import ApiKey, OAuthTokens, ProviderSecret, WellKnownToken

CREDENTIALS_FILE = "auth.json"


class CredentialStore:
    """The secrets stored with `PUT /auth/{id}`; read from disk each time, so that all instances see changes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CREDENTIALS_FILE

    def load_credentials(self) -> dict[str, ProviderSecret]:
        """The secrets by provider; those that cannot be decoded are left out."""
        try:
            raws = msgspec.json.decode(self._path.read_bytes(), type=dict[str, msgspec.Raw])
        except (OSError, msgspec.MsgspecError):
            return {}
        known: dict[str, ProviderSecret] = {}
        for provider_id, raw in raws.items():
            with suppress(msgspec.MsgspecError):
                known[provider_id] = msgspec.json.decode(raw, type=ProviderSecret)
        return known

    def find_api_key(self, provider_id: str) -> str | None:
        """The key or token requests to a provider are sent with."""
        match self.load_credentials().get(provider_id):
            case ApiKey(key=key):
                return key
            case OAuthTokens(access=access):
                return access
            case WellKnownToken(token=token):
                return token
            case _:
                return None

    def save_credential(self, provider_id: str, secret: ProviderSecret) -> None:
        self._write_credentials(self.load_credentials() | {provider_id: secret})

    def remove_credential(self, provider_id: str) -> None:
        stored = self.load_credentials()
        if stored.pop(provider_id, None) is not None:
            self._write_credentials(stored)

    def _write_credentials(self, secrets: dict[str, ProviderSecret]) -> None:
        write_private_file(self._path, msgspec.json.format(msgspec.json.encode(secrets)))
