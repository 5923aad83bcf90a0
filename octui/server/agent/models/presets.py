"""Preset providers, each with an OpenAI-compatible URL and the environment variables for its key.

Their models are in `presets.json`, which is generated from the catalog that ships with OpenCode (`make presets`). Once
connected, a provider is also asked for its own list (`octui.server.agent.models.discovery`).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from octui.server.agent.models.model_info import Cost, ModelInfo, ProviderInfo
from octui.wire.struct import Json

PRESETS_FILE: Final = Path(__file__).with_name("presets.json")


@dataclass(frozen=True, slots=True)
class ProviderPreset:
    id: str
    name: str
    base_url: str
    env: tuple[str, ...]
    default: str
    """The default model: capable, and not the most expensive."""

    def to_provider_info(self, source: str, key: str | None) -> ProviderInfo:
        models = _load_preset_models()[self.id]
        return ProviderInfo(
            self.id, self.name, source, self.env, self.base_url, key, models=models, default=self.default
        )


PRESETS: Final = (
    ProviderPreset("anthropic", "Anthropic", "https://api.anthropic.com/v1", ("ANTHROPIC_API_KEY",), "claude-sonnet-5"),
    ProviderPreset("openai", "OpenAI", "https://api.openai.com/v1", ("OPENAI_API_KEY",), "gpt-6-sol"),
    ProviderPreset(
        "google",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        ("GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "GOOGLE_API_KEY"),
        "gemini-3.8-flash",
    ),
    ProviderPreset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_KEY",),
        "anthropic/claude-sonnet-5",
    ),
    ProviderPreset("groq", "Groq", "https://api.groq.com/openai/v1", ("GROQ_API_KEY",), "openai/gpt-oss-120b"),
    ProviderPreset("deepseek", "DeepSeek", "https://api.deepseek.com", ("DEEPSEEK_API_KEY",), "deepseek-v4-pro"),
    ProviderPreset("mistral", "Mistral", "https://api.mistral.ai/v1", ("MISTRAL_API_KEY",), "mistral-medium-latest"),
    ProviderPreset("xai", "xAI", "https://api.x.ai/v1", ("XAI_API_KEY",), "grok-4.7"),
    ProviderPreset("moonshotai", "Moonshot AI", "https://api.moonshot.ai/v1", ("MOONSHOT_API_KEY",), "kimi-k3"),
    ProviderPreset("zai", "Z.AI", "https://api.z.ai/api/paas/v4", ("ZHIPU_API_KEY",), "glm-5.3"),
    ProviderPreset("cerebras", "Cerebras", "https://api.cerebras.ai/v1", ("CEREBRAS_API_KEY",), "gpt-oss-120b"),
    ProviderPreset(
        "togetherai", "Together AI", "https://api.together.xyz/v1", ("TOGETHER_API_KEY",), "moonshotai/Kimi-K3"
    ),
    ProviderPreset(
        "fireworks-ai",
        "Fireworks AI",
        "https://api.fireworks.ai/inference/v1",
        ("FIREWORKS_API_KEY",),
        "accounts/fireworks/models/glm-5p3",
    ),
    ProviderPreset(
        "huggingface", "Hugging Face", "https://router.huggingface.co/v1", ("HF_TOKEN",), "moonshotai/Kimi-K3"
    ),
    ProviderPreset("ollama-cloud", "Ollama Cloud", "https://ollama.com/v1", ("OLLAMA_API_KEY",), "kimi-k3"),
)


class _PresetModel(msgspec.Struct):
    """Prices are dollars per million tokens: input, output, cache read, cache write."""

    id: str
    name: str
    context: float
    output: float
    cost: tuple[float, float, float, float] = (0, 0, 0, 0)
    reasoning: bool = False
    images: bool = False
    fixed_temperature: bool = False
    """Whether it rejects a temperature."""
    efforts: tuple[str, ...] = ()
    released: str = ""


@cache
def _load_preset_models() -> dict[str, dict[str, ModelInfo]]:
    """By provider and id; loaded on first use, to keep start-up short."""
    known = msgspec.json.decode(PRESETS_FILE.read_bytes(), type=dict[str, list[_PresetModel]])
    return {
        provider_id: {model.id: _to_model_info(provider_id, model) for model in models}
        for provider_id, models in known.items()
    }


def _to_model_info(provider_id: str, model: _PresetModel) -> ModelInfo:
    return ModelInfo(
        id=model.id,
        provider_id=provider_id,
        name=model.name,
        api_id=model.id,
        context=model.context,
        output=model.output,
        cost=Cost(*model.cost),
        reasoning=model.reasoning,
        attachment=model.images,
        temperature=not model.fixed_temperature,
        release_date=model.released,
        variants={effort: _reasoning_options(provider_id, effort) for effort in model.efforts},
    )


def _reasoning_options(provider_id: str, effort: str) -> Json:
    return {"reasoning": {"effort": effort}} if provider_id == "openrouter" else {"reasoningEffort": effort}


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A program that serves models on this machine, and its default port."""

    id: str
    name: str
    port: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


LOCAL_SERVERS: Final = (
    LocalServer("ollama", "Ollama", 11434),
    LocalServer("lmstudio", "LM Studio", 1234),
    LocalServer("llamacpp", "llama.cpp", 8080),
)
