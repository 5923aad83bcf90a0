"""Codex from npm, a client in Rust: how soon it shows its prompt is what a native program takes on this machine."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.support.real_opencode import INSTALL_SECONDS, Unavailable

VERSION = "0.171.0"

_NO_MODEL = '{name = "scripted", base_url = "http://127.0.0.1:9/v1", wire_api = "responses"}'
"""A provider of the user's own, so that Codex asks for no account; nothing is sent to it."""


def codex_command(directory: str) -> list[str]:
    """Start it with its prompt: without the sign-in, and in a folder that it trusts."""
    settings = {
        "model": "scripted",
        "model_provider": "scripted",
        "model_providers.scripted": _NO_MODEL,
        "projects": f'{{{json.dumps(directory)} = {{ trust_level = "trusted" }}}}',
    }
    return [str(_find_binary()), *(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))]


@cache
def _find_binary() -> Path:
    folder = Path(os.environ.get("OCTUI_TEST_CACHE") or Path.home() / ".cache" / "octui-test") / f"codex-{VERSION}"
    pattern = "node_modules/@openai/codex-*/vendor/*/bin/codex"
    if not any(folder.glob(pattern)):
        if (npm := shutil.which("npm")) is None:
            raise Unavailable("npm is not on PATH, so Codex cannot be installed")
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        subprocess.run([*command, f"@openai/codex@{VERSION}"], timeout=INSTALL_SECONDS)
    if (found := next(folder.glob(pattern), None)) is None:
        raise Unavailable(f"npm could not install Codex {VERSION}")
    return found
