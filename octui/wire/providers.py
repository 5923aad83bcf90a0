"""All providers the server knows, and how to sign in to one."""

from typing import Any

import msgspec

from octui.wire.catalog import Provider, decode_provider_list
from octui.wire.decoding.tolerant_decoder import SkipHandler, TolerantDecoder
from octui.wire.struct import Wire


class AllProviders(Wire, frozen=True):
    """All providers, in their thousands of models; `connected` names those that are signed in to."""

    all: tuple[Provider, ...] = ()
    default: dict[str, str] = {}
    connected: tuple[str, ...] = ()


class AuthOption(Wire, frozen=True):
    label: str
    value: str
    hint: str | None = None


class AuthCondition(Wire, frozen=True):
    """Ask only if the answer to `key` is (`eq`), or is not (`neq`), this value."""

    key: str
    op: str = "eq"
    value: str = ""


class AuthPrompt(Wire, frozen=True):
    """Something to ask before signing in; `type` is `text` or `select`."""

    type: str
    key: str
    message: str = ""
    placeholder: str | None = None
    options: tuple[AuthOption, ...] = ()
    when: AuthCondition | None = None


class AuthMethod(Wire, frozen=True):
    """A way to sign in: `type` is `oauth` or `api`; its place in the list is its number."""

    type: str
    label: str = ""
    prompts: tuple[AuthPrompt, ...] = ()


class Authorization(Wire, frozen=True):
    """A page to open; then with `method` `code` a code to bring back, with `auto` only to wait."""

    url: str = ""
    method: str = "auto"
    instructions: str = ""


class Secret(Wire, frozen=True):
    """A secret that never appears in a repr."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []


class ApiKey(Secret, frozen=True, tag="api", tag_field="type"):
    key: str
    metadata: dict[str, str] | None = None


class OAuthTokens(Secret, frozen=True, tag="oauth", tag_field="type"):
    """Tokens from elsewhere; `expires` is an epoch in milliseconds."""

    refresh: str
    access: str
    expires: int


class WellKnownToken(Secret, frozen=True, tag="wellknown", tag_field="type"):
    key: str
    token: str


ProviderSecret = ApiKey | OAuthTokens | WellKnownToken


class _RawAll(Wire, frozen=True):
    all: list[msgspec.Raw] = []
    default: dict[str, str] = {}
    connected: tuple[str, ...] = ()


_raw_all = TolerantDecoder(_RawAll, bounds_depth=False)


def decode_all_providers(body: bytes, on_skip: SkipHandler | None = None) -> AllProviders:
    """Decode the megabytes of `/provider` in steps short enough to let other threads run."""
    raw = _raw_all.decode_value(body)
    return AllProviders(all=decode_provider_list(raw.all, on_skip), default=raw.default, connected=raw.connected)
