"""Write the table of models known to `octui/server`, from a real OpenCode's catalog: `python -m tools.model_presets`.

It keeps models that support tools and answer in text, under their provider's ids.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from octui.server.agent.models.presets import PRESETS, PRESETS_FILE
from tests.support.real_opencode import NEWEST, RealServer

SMALLEST_CONTEXT: Final = 16_000

NOT_CHAT: Final = {
    "openai": ("-pro", "-codex", "deep-research", "daybreak"),
    "groq": ("safeguard",),
    "mistral": ("voxtral",),
}
"""Parts of the ids of models that do not use chat completions or are not conversational."""


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        server = RealServer(NEWEST, Path(home))
        server.start()
        try:
            with urlopen(f"{server.url}/provider") as answer:
                offered = {provider["id"]: provider for provider in json.load(answer)["all"]}
        finally:
            server.stop()
    known = {
        preset.id: [_describe_model(preset.id, model) for model in _choose_models(offered[preset.id])]
        for preset in PRESETS
    }
    for preset in PRESETS:
        ids = [model["id"] for model in known[preset.id]]
        if preset.default not in ids:
            sys.exit(f"{preset.id} has no {preset.default}: {', '.join(ids[:20])}")
        variables = offered[preset.id]["env"]
        if set(variables) != set(preset.env):
            sys.exit(f"{preset.id} reads {variables}")
    PRESETS_FILE.write_text(_write_models(known))
    sys.stderr.write(f"{sum(map(len, known.values()))} models of {len(known)} providers\n")


def _choose_models(provider: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = [model for model in provider["models"].values() if _can_converse(provider["id"], model)]
    return sorted(chosen, key=lambda model: (model["release_date"], model["id"]), reverse=True)


def _can_converse(provider_id: str, model: dict[str, Any]) -> bool:
    can = model["capabilities"]
    said = can["output"]
    return (
        can["toolcall"]
        and can["input"]["text"]
        and said["text"]
        and not (said["audio"] or said["image"] or said["video"])
        and model["status"] != "deprecated"
        and model["api"]["id"] == model["id"]
        and model["limit"]["context"] >= SMALLEST_CONTEXT
        and not any(part in model["id"] for part in NOT_CHAT.get(provider_id, ()))
    )


def _describe_model(provider_id: str, model: dict[str, Any]) -> dict[str, Any]:
    can, cost, limit = model["capabilities"], model["cost"], model["limit"]
    prices = [cost["input"], cost["output"], cost["cache"]["read"], cost["cache"]["write"]]
    kept: dict[str, Any] = {
        "id": model["id"],
        "name": model["name"],
        "context": limit["context"],
        "output": limit["output"],
    }
    if any(prices):
        kept["cost"] = prices
    flags = {"reasoning": can["reasoning"], "images": can["input"]["image"], "steady": not can["temperature"]}
    kept |= {name: True for name, value in flags.items() if value}
    if efforts := _list_efforts(provider_id, model):
        kept["efforts"] = efforts
    return kept | ({"released": model["release_date"]} if model["release_date"] else {})


def _list_efforts(provider_id: str, model: dict[str, Any]) -> list[str]:
    """Supported reasoning efforts, as far as chat completions can express them."""
    variants: dict[str, dict[str, Any]] = model.get("variants") or {}
    if provider_id == "google":
        return [name for name in variants if name in ("low", "medium", "high")]
    return [name for name, options in variants.items() if "reasoningEffort" in options or "reasoning" in options]


def _write_models(known: dict[str, list[dict[str, Any]]]) -> str:
    """One model per line, so that diffs are readable."""
    providers = (
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(model, ensure_ascii=False) for model in models) + "\n]"
        for name, models in known.items()
    )
    return "{\n" + ",\n".join(providers) + "\n}\n"


if __name__ == "__main__":
    main()
