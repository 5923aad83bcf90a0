"""Provider credentials, in a file only its owner can read."""

from contextlib import suppress
from pathlib import Path

import msgspec

from octui.server.private_files import set_aside_damaged, write_private_file
from octui.wire.providers import ApiKey, OAuthTokens, ProviderSecret, WellKnownToken

CREDENTIALS_FILE = "auth.json"


class CredentialStore:
    """The secrets stored with `PUT /auth/{id}`; read from disk each time, so that all instances see changes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CREDENTIALS_FILE

    def set_aside_damaged(self) -> str:
        """What the user should know about keys that cannot be read; they are kept aside. Raises OSError."""
        return set_aside_damaged(self._path, dict[str, msgspec.Raw], "connect the providers again with /connect")

    def load_credentials(self) -> dict[str, ProviderSecret]:
        """The secrets by provider; those that cannot be decoded are left out."""
        known: dict[str, ProviderSecret] = {}
        for provider_id, raw in self._read_raw().items():
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
        """Raises OSError; secrets of a kind that is not known here stay as they are."""
        self.set_aside_damaged()
        self._write_raw(self._read_raw() | {provider_id: msgspec.Raw(msgspec.json.encode(secret))})

    def remove_credential(self, provider_id: str) -> None:
        """Raises OSError."""
        self.set_aside_damaged()
        stored = self._read_raw()
        if stored.pop(provider_id, None) is not None:
            self._write_raw(stored)

    def _read_raw(self) -> dict[str, msgspec.Raw]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, msgspec.Raw])
        except (OSError, msgspec.MsgspecError, RecursionError):
            return {}

    def _write_raw(self, secrets: dict[str, msgspec.Raw]) -> None:
        write_private_file(self._path, msgspec.json.format(msgspec.json.encode(secrets)))
