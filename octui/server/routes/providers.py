"""Providers, their models, and the keys they are used with."""

from octui.server.agent.guide.words import GUIDE_PROVIDER
from octui.server.agent.models.catalogue import Catalogue, as_json
from octui.server.agent.models.keys import Keys
from octui.server.agent.models.presets import PRESETS
from octui.server.errors import BadRequest, NotOffered, Refusal
from octui.server.routing import Call, Route
from octui.wire.catalog import Providers
from octui.wire.providers import AllProviders, AuthMethod, Authorization, ProviderSecret
from octui.wire.struct import Json, Wire

NO_OAUTH = "Signing in with an account is not offered here: use an API key, or the full OpenCode."

PATIENCE_SECONDS = 0.3
"""Servers on this machine answer within it; lists from far away are there the next time."""


class Method(Wire, frozen=True):
    """`method` is the place of a way to sign in; `inputs` are the answers to what it asks."""

    method: int
    inputs: dict[str, str] | None = None


class Code(Wire, frozen=True):
    method: int
    code: str | None = None


async def usable(call: Call) -> Json:
    catalogue = call.instance.service(Catalogue)
    catalogue.refresh()
    await catalogue.settled(PATIENCE_SECONDS)
    providers = catalogue.connected()
    return {
        "providers": as_json(providers),
        "default": {provider.id: provider.default_model for provider in providers if provider.default_model},
    }


async def everything(call: Call) -> Json:
    catalogue = call.instance.service(Catalogue)
    catalogue.refresh()
    providers = catalogue.all()
    return {
        "all": as_json(providers),
        "default": {provider.id: provider.default_model for provider in providers if provider.default_model},
        "connected": [provider.id for provider in catalogue.connected()],
    }


async def methods(_call: Call) -> dict[str, list[AuthMethod]]:
    return {preset.id: [AuthMethod(type="api", label=f"{preset.name} API key")] for preset in PRESETS}


async def authorize(_call: Call) -> Authorization:
    raise NotOffered(NO_OAUTH)


async def callback(call: Call) -> bool:
    provider_id = call.parameters["providerID"]
    raise Refusal({"name": "ProviderAuthOauthMissing", "data": {"providerID": provider_id}}, "No sign-in was begun.")


async def put_secret(call: Call) -> bool:
    """In force at once, in every directory."""
    provider_id = call.parameters["providerID"]
    if provider_id == GUIDE_PROVIDER:
        raise BadRequest("The guide needs no key.", "Params")
    Keys(call.server.data_folder).put(provider_id, call.body)
    _ask_again(call)
    return True


async def remove_secret(call: Call) -> bool:
    Keys(call.server.data_folder).remove(call.parameters["providerID"])
    _ask_again(call)
    return True


def _ask_again(call: Call) -> None:
    for instance in call.server.instances.open():
        if (catalogue := instance.made(Catalogue)) is not None:
            catalogue.refresh_soon()


ROUTES = (
    Route("GET", "/config/providers", usable, "The providers that can be used", answer=Providers),
    Route("GET", "/provider", everything, "All providers, and which are connected", answer=AllProviders),
    Route("GET", "/provider/auth", methods, "How to sign in", answer=dict[str, list[AuthMethod]]),
    Route(
        "POST",
        "/provider/{providerID}/oauth/authorize",
        authorize,
        "Begin to sign in",
        body=Method,
        answer=Authorization,
    ),
    Route("POST", "/provider/{providerID}/oauth/callback", callback, "Finish signing in", body=Code, answer=bool),
    Route("PUT", "/auth/{providerID}", put_secret, "Store a key", body=ProviderSecret, answer=bool, scope="server"),
    Route("DELETE", "/auth/{providerID}", remove_secret, "Forget a key", answer=bool, scope="server"),
)
