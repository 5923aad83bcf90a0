"""The model picker: favourites, recent models, then those of each provider."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from octui.ui.messages import RunAppCommand, ToggleFavourite
from octui.ui.model_selection import ModelKey
from octui.ui.pickers.offered import OfferPicker
from octui.ui.pickers.picker_actions import ListAction, PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.wire.catalog import Model, Provider, Providers

FAVOURITES = "Favourites"
RECENT = "Recent"
_OPENCODE = "opencode"
"""OpenCode's own provider: listed first, and the only one whose zero price means free."""

_NUMBER_OR_WORD = re.compile(r"(\d+(?:\.\d+)?)|(\D+)")

_EMPTY = "No models yet. Connect a provider: /connect"


def iter_model_rows(
    providers: Providers, current: ModelKey | None, favourites: Sequence[ModelKey], recent: Sequence[ModelKey]
) -> Iterator[PickerRow]:
    """Favourite and recent models are listed twice: there and with their provider. Deprecated ones are left out."""
    for group, keys in ((FAVOURITES, favourites), (RECENT, [key for key in recent if key not in favourites])):
        for key in keys:
            provider = next((one for one in providers.providers if one.id == key[0]), None)
            model = provider.models.get(key[1]) if provider else None
            if provider and model and _is_offered(model):
                yield _build_model_row(provider, model, group, current, favourites)
    for provider in sorted(providers.providers, key=lambda one: (one.id != _OPENCODE, one.name.lower())):
        for model in _sort_newest_first(provider.models.values()):
            yield _build_model_row(provider, model, provider.name, current, favourites)


def format_context_size(tokens: float) -> str:
    """`200K`, `1M`."""
    if tokens >= 1_000_000:
        return f"{tokens / 1_000_000:.1f}".removesuffix(".0") + "M"
    return f"{tokens / 1000:.0f}K" if tokens >= 1000 else ""


def format_price(provider_id: str, model: Model) -> str:
    """Dollars per million tokens, input and output; zero says nothing when another provider is billed."""
    cost = model.cost
    if cost is None or not (cost.input or cost.output):
        return "Free" if provider_id == _OPENCODE and cost is not None else ""
    return f"${_format_dollars(cost.input)}/${_format_dollars(cost.output)}"


class ModelPicker(OfferPicker[ModelKey]):
    """Returns provider and model id."""

    def __init__(
        self,
        providers: Callable[[], Providers],
        *,
        current: ModelKey | None,
        favourites: Sequence[ModelKey],
        recent: Sequence[ModelKey],
        is_awaited: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(
            "Models",
            lambda: iter_model_rows(providers(), current, self._favourites, recent),
            answer=lambda row: _parse_model_key(row.id),
            actions=(
                PickerAction("model.favorite.toggle", "favourite", self._toggle_favourite),
                ListAction("model.dialog.provider", "providers", self._show_providers),
            ),
            is_awaited=is_awaited,
            loading="Reading models…",
            empty=_EMPTY,
        )
        self._favourites = list(favourites)

    def _show_providers(self) -> None:
        self.dismiss(None)
        self.post_message(RunAppCommand("provider.connect"))

    def _toggle_favourite(self, row: PickerRow) -> None:
        key = _parse_model_key(row.id)
        if key in self._favourites:
            self._favourites.remove(key)
        else:
            self._favourites.append(key)
        self.post_message(ToggleFavourite(*key))
        self.refresh_rows()


def _build_model_row(
    provider: Provider, model: Model, group: str, current: ModelKey | None, favourites: Sequence[ModelKey]
) -> PickerRow:
    key = (provider.id, model.id)
    facts = (
        format_context_size(model.limit.context),
        "reasoning" if model.capabilities.reasoning else "",
        format_price(provider.id, model),
    )
    detail = " · ".join(fact for fact in facts if fact)
    full_detail = f"{provider.name} · {detail}" if detail else provider.name
    return PickerRow(
        id="/".join(key),
        title=model.name or model.id,
        detail=detail if group == provider.name else full_detail,
        flat_detail=full_detail,
        group=group,
        glyph="★" if key in favourites else " ",
        style="$text-warning",
        current=key == current,
        search_text=f"{provider.id}/{model.id}",
    )


def _sort_newest_first(models: Iterable[Model]) -> list[Model]:
    by_name = sorted((model for model in models if _is_offered(model)), key=lambda model: _split_numbers(model.name))
    return sorted(by_name, key=lambda model: model.release_date, reverse=True)


def _split_numbers(name: str) -> list[tuple[float, str]]:
    """A name as words and numbers, so that 2 comes before 10."""
    return [(float(number or 0), word) for number, word in _NUMBER_OR_WORD.findall(name.lower())]


def _is_offered(model: Model) -> bool:
    return model.status != "deprecated"


def _parse_model_key(id_: str) -> ModelKey:
    provider, _, model = id_.partition("/")
    return provider, model


def _format_dollars(dollars: float) -> str:
    return f"{dollars:.2f}".rstrip("0").rstrip(".")
