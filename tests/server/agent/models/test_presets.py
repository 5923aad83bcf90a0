import msgspec
import pytest

from octui.server.agent.models.presets import PRESETS, ProviderPreset
from octui.wire.catalog import Model


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.id for preset in PRESETS])
def test_a_known_provider_has_models_to_talk_with_and_one_to_begin_with(preset: ProviderPreset) -> None:
    provider = preset.to_provider_info("custom", None)
    assert provider.default_model == preset.default
    assert provider.base_url.startswith("https://")
    for model in provider.models.values():
        assert model.context > 0
        assert model.output > 0
        assert model.cost.output >= model.cost.input >= 0
        read = msgspec.convert(model.to_model_json(provider.base_url), Model)
        assert (read.id, read.provider_id) == (model.id, preset.id)


def test_how_hard_a_model_thinks_is_said_as_its_provider_wants_it() -> None:
    providers = {preset.id: preset.to_provider_info("custom", None) for preset in PRESETS}
    assert providers["openai"].models["gpt-6-sol"].variants["high"] == {"reasoningEffort": "high"}
    assert providers["openrouter"].models["openai/gpt-6-sol"].variants["high"] == {"reasoning": {"effort": "high"}}
