"""Providers, their models, and their credentials."""

from collections.abc import Iterator
from contextlib import contextmanager

from octui.server.agent.models.catalog import GUIDE_PROVIDER, ModelCatalog, providers_to_json
from octui.server.agent.models.credentials import CredentialStore
from octui.server.agent.models.presets import PRESETS
from octui.server.errors import ApiError, BadRequest, InternalError, NotOfferedError
from octui.server.http.routing import Call, Route
from octui.server.storage.failures import describe_failed_write
from octui.wire.catalog import Providers
from octui.wire.providers import AllProviders, AuthMethod, Authorization, ProviderSecret
from octui.wire.struct import Json, Wire

NO_OAUTH = "Signing in with an account is not supported here: use an API key, or OpenCode itself."

PATIENCE_SECONDS = 0.3
"""Enough for local servers; slower lists are included the next time."""


class AuthMethodChoice(Wire, frozen=True):
    """`method` is the index of a sign-in method; `inputs` are the answers to its prompts."""

    method: int
    inputs: dict[str, str] | None = None


class AuthorizationCode(Wire, frozen=True):
    method: int
    code: str | None = None


async def list_usable_providers(call: Call) -> Json:
    catalog = call.instance.get_service(ModelCatalog)
    catalog.refresh_models()
    await catalog.wait_for_refresh(PATIENCE_SECONDS)
    providers = catalog.list_connected_providers()
    return {
        "providers": providers_to_json(providers),
        "default": {provider.id: provider.default_model for provider in providers if provider.default_model},
    }


async def list_all_providers(call: Call) -> Json:
    catalog = call.instance.get_service(ModelCatalog)
    catalog.refresh_models()
    providers = catalog.list_supported_providers()
    return {
        "all": providers_to_json(providers),
        "default": {provider.id: provider.default_model for provider in providers if provider.default_model},
        "connected": [provider.id for provider in catalog.list_connected_providers()],
    }


async def list_auth_methods(_call: Call) -> dict[str, list[AuthMethod]]:
    return {preset.id: [AuthMethod(type="api", label=f"{preset.name} API key")] for preset in PRESETS}


async def refuse_authorization(_call: Call) -> Authorization:
    raise NotOfferedError(NO_OAUTH)


async def refuse_callback(call: Call) -> bool:
    provider_id = call.parameters["providerID"]
    raise ApiError(
        {"name": "ProviderAuthOauthMissing", "data": {"providerID": provider_id}}, "No sign-in is in progress."
    )


async def save_secret(call: Call) -> bool:
    """Takes effect at once, in all directories."""
    provider_id = call.parameters["providerID"]
    if provider_id == GUIDE_PROVIDER:
        raise BadRequest("The offline guide does not use an API key.", "Params")
    with _saying_why_not("save"):
        CredentialStore(call.server.data_folder).save_credential(provider_id, call.body)
    _refresh_catalogs(call)
    return True


async def remove_secret(call: Call) -> bool:
    with _saying_why_not("remove"):
        CredentialStore(call.server.data_folder).remove_credential(call.parameters["providerID"])
    _refresh_catalogs(call)
    return True


@contextmanager
def _saying_why_not(act: str) -> Iterator[None]:
    """Raises InternalError where the file cannot be read or written: a full disk, a folder that may not be changed."""
    try:
        yield
    except OSError as problem:
        raise InternalError(f"Could not {act} the key: {describe_failed_write(problem)}.") from problem


def _refresh_catalogs(call: Call) -> None:
    for instance in call.server.instances.list_open_instances():
        if (catalog := instance.find_service(ModelCatalog)) is not None:
            catalog.expire_models()


ROUTES = (
    Route("GET", "/config/providers", list_usable_providers, "Providers that can be used", answer=Providers),
    Route(
        "GET", "/provider", list_all_providers, "All providers, and which of them are connected", answer=AllProviders
    ),
    Route("GET", "/provider/auth", list_auth_methods, "Sign-in methods", answer=dict[str, list[AuthMethod]]),
    Route(
        "POST",
        "/provider/{providerID}/oauth/authorize",
        refuse_authorization,
        "Start signing in",
        body=AuthMethodChoice,
        answer=Authorization,
    ),
    Route(
        "POST",
        "/provider/{providerID}/oauth/callback",
        refuse_callback,
        "Finish signing in",
        body=AuthorizationCode,
        answer=bool,
    ),
    Route(
        "PUT", "/auth/{providerID}", save_secret, "Save an API key", body=ProviderSecret, answer=bool, scope="server"
    ),
    Route("DELETE", "/auth/{providerID}", remove_secret, "Remove an API key", answer=bool, scope="server"),
)
