"""Providers known by name, each with an OpenAI-compatible address, the variable its key is in, and a few models.

Prices are dollars for a million tokens.  A provider's own list of models is asked for when it is connected
(`octui.server.agent.models.listing`); what is here is what can be said without a network.
"""

from dataclasses import dataclass
from typing import Final

from octui.server.agent.models.info import Cost, ModelInfo, ProviderInfo
from octui.wire.struct import Json

EFFORTS: Final[dict[str, Json]] = {effort: {"reasoningEffort": effort} for effort in ("low", "medium", "high")}


@dataclass(frozen=True, slots=True)
class Preset:
    id: str
    name: str
    base_url: str
    env: tuple[str, ...]
    models: tuple[ModelInfo, ...]

    def provider(self, source: str, key: str | None) -> ProviderInfo:
        models = {model.id: model for model in self.models}
        return ProviderInfo(self.id, self.name, source, self.env, self.base_url, key, models=models)


def _model(
    provider: str,
    model_id: str,
    name: str,
    context: int,
    output: int,
    cost: tuple[float, ...] = (),
    *,
    thinks: bool = False,
    sees: bool = False,
) -> ModelInfo:
    return ModelInfo(
        id=model_id,
        provider_id=provider,
        name=name,
        api_id=model_id,
        context=context,
        output=output,
        cost=Cost(*cost),
        reasoning=thinks,
        attachment=sees,
        variants=EFFORTS if thinks and provider in ("openai", "google", "openrouter") else {},
    )


PRESETS: Final = (
    Preset(
        "anthropic",
        "Anthropic",
        "https://api.anthropic.com/v1",
        ("ANTHROPIC_API_KEY",),
        (
            _model(
                "anthropic", "claude-sonnet-4-5", "Claude Sonnet 4.5", 200_000, 64_000, (3, 15, 0.3, 3.75), sees=True
            ),
            _model("anthropic", "claude-opus-4-1", "Claude Opus 4.1", 200_000, 32_000, (15, 75, 1.5, 18.75), sees=True),
            _model("anthropic", "claude-haiku-4-5", "Claude Haiku 4.5", 200_000, 64_000, (1, 5, 0.1, 1.25), sees=True),
        ),
    ),
    Preset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        ("OPENAI_API_KEY",),
        (
            _model("openai", "gpt-5", "GPT-5", 400_000, 128_000, (1.25, 10, 0.125), thinks=True, sees=True),
            _model("openai", "gpt-5-mini", "GPT-5 mini", 400_000, 128_000, (0.25, 2, 0.025), thinks=True, sees=True),
            _model("openai", "gpt-4.1", "GPT-4.1", 1_047_576, 32_768, (2, 8, 0.5), sees=True),
        ),
    ),
    Preset(
        "google",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        ("GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "GOOGLE_API_KEY"),
        (
            _model(
                "google",
                "gemini-2.5-pro",
                "Gemini 2.5 Pro",
                1_048_576,
                65_536,
                (1.25, 10, 0.31),
                thinks=True,
                sees=True,
            ),
            _model(
                "google",
                "gemini-2.5-flash",
                "Gemini 2.5 Flash",
                1_048_576,
                65_536,
                (0.3, 2.5, 0.075),
                thinks=True,
                sees=True,
            ),
        ),
    ),
    Preset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_KEY",),
        (
            _model(
                "openrouter", "anthropic/claude-sonnet-4.5", "Claude Sonnet 4.5", 200_000, 64_000, (3, 15), sees=True
            ),
            _model("openrouter", "openai/gpt-5", "GPT-5", 400_000, 128_000, (1.25, 10), thinks=True, sees=True),
            _model("openrouter", "google/gemini-2.5-pro", "Gemini 2.5 Pro", 1_048_576, 65_536, (1.25, 10), sees=True),
        ),
    ),
    Preset(
        "groq",
        "Groq",
        "https://api.groq.com/openai/v1",
        ("GROQ_API_KEY",),
        (
            _model("groq", "llama-3.3-70b-versatile", "Llama 3.3 70B Versatile", 131_072, 32_768, (0.59, 0.79)),
            _model("groq", "openai/gpt-oss-120b", "GPT OSS 120B", 131_072, 65_536),
        ),
    ),
    Preset(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com/v1",
        ("DEEPSEEK_API_KEY",),
        (
            _model("deepseek", "deepseek-chat", "DeepSeek Chat", 128_000, 8_192, (0.28, 0.42, 0.028)),
            _model("deepseek", "deepseek-reasoner", "DeepSeek Reasoner", 128_000, 64_000, (0.28, 0.42, 0.028)),
        ),
    ),
    Preset(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        ("MISTRAL_API_KEY",),
        (
            _model("mistral", "devstral-medium-latest", "Devstral Medium", 128_000, 32_000, (0.4, 2)),
            _model("mistral", "mistral-large-latest", "Mistral Large", 128_000, 16_384, (2, 6)),
            _model("mistral", "codestral-latest", "Codestral", 256_000, 4_096, (0.3, 0.9)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A program that serves models on this machine, and the port it is found on."""

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
