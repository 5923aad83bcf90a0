"""Providers: their models, and signing in."""

from collections.abc import Mapping

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.errors import mark_undelivered
from octui.client.http.transport import omit_none
from octui.wire.catalog import Providers, decode_providers
from octui.wire.providers import AllProviders, AuthMethod, Authorization, ProviderSecret, decode_all_providers

SIGN_IN_SECONDS = 300.0
"""The user reads a page and types a code in the meantime."""


class ProvidersApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> Providers:
        """The providers that can be used, with their models."""
        answer = await self._transport.send_request("GET", "/config/providers", directory=directory)
        return await self._transport.decode_elements("/config/providers", answer, decode_providers)

    async def list_all(self, *, directory: str | None = None) -> AllProviders:
        """Every provider there is: several megabytes, wanted only for signing in to a new one."""
        answer = await self._transport.send_request("GET", "/provider", directory=directory)
        return await self._transport.decode_elements("/provider", answer, decode_all_providers)

    async def list_auth_methods(self, *, directory: str | None = None) -> dict[str, tuple[AuthMethod, ...]]:
        """The ways to sign in, by provider; a provider that is missing takes an API key."""
        return await self._transport.get_json("/provider/auth", dict[str, tuple[AuthMethod, ...]], directory=directory)

    async def authorize(
        self,
        provider_id: str,
        method: int,
        inputs: Mapping[str, str] | None = None,
        *,
        directory: str | None = None,
    ) -> Authorization:
        """Begin signing in by the method of this number; `inputs` answers the method's prompts.

        Whatever goes wrong, nothing was signed in to yet.
        """
        body = omit_none(method=method, inputs=dict(inputs) if inputs else None)
        path = f"/provider/{quote_path_segment(provider_id)}/oauth/authorize"
        with mark_undelivered():
            return await self._transport.send_json("POST", path, Authorization, body, directory=directory)

    async def finish_authorization(
        self,
        provider_id: str,
        method: int,
        code: str | None = None,
        *,
        directory: str | None = None,
        timeout: float | None = SIGN_IN_SECONDS,
    ) -> bool:
        """Finish signing in; without a code it waits until the browser is done, on 1.1.58 even if nothing was begun."""
        body = omit_none(method=method, code=code)
        path = f"/provider/{quote_path_segment(provider_id)}/oauth/callback"
        return await self._transport.send_json("POST", path, bool, body, directory=directory, timeout=timeout)

    async def set_credentials(self, provider_id: str, secret: ProviderSecret) -> bool:
        """Store a secret; the models show up once the instances were disposed of."""
        return await self._transport.send_json(
            "PUT", f"/auth/{quote_path_segment(provider_id)}", bool, secret, directory=""
        )

    async def remove_credentials(self, provider_id: str) -> bool:
        """Forget a secret; true also if there was none. Most servers use it until the instances were disposed of."""
        return await self._transport.send_json("DELETE", f"/auth/{quote_path_segment(provider_id)}", bool, directory="")
