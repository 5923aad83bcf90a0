"""Writes AGENTS.md from what the project's files say, without interpreting them."""

import re
import tomllib
from collections.abc import Mapping

from octui.server.agent.guide.manifests import list_top_level, parse_make_targets, parse_npm_scripts


def build_agents_md(listing: str, files: Mapping[str, str]) -> str:
    """The text of AGENTS.md: facts from the listing and the manifests, nothing guessed."""
    title = _find_readme_title(files) or "This project"
    sections = [f"# {title}"]
    if about := _find_readme_intro(files):
        sections.append(about)
    if commands := _find_project_commands(files):
        lines = "\n".join(f"- `{command}`{f': {what}' if what else ''}" for command, what in commands[:20])
        sections.append(f"## Commands\n\n{lines}")
    if layout := list_top_level(listing):
        sections.append("## Layout\n\n" + "\n".join(f"- `{name}`" for name in layout[:30]))
    sections.append(
        "Written by octui's offline guide from the files alone. Add conventions and pitfalls yourself, or run `/init` "
        "with a real model."
    )
    return "\n\n".join(sections) + "\n"


def _find_readme_title(files: Mapping[str, str]) -> str:
    for name, text in files.items():
        if name.startswith("README"):
            heading = re.search(r"^#\s+(.+)$", text, re.M)
            return heading[1].strip() if heading else next(iter(text.splitlines()), "").strip()
    return ""


def _find_readme_intro(files: Mapping[str, str]) -> str:
    """The first paragraph of the README."""
    text = next((text for name, text in files.items() if name.startswith("README")), "")
    for paragraph in re.split(r"\n\s*\n", text):
        words = paragraph.strip()
        if words and not words.startswith(("#", "!", "[", "<", "`", "|", "=", "-")):
            return " ".join(words.split())[:400]
    return ""


def _find_project_commands(files: Mapping[str, str]) -> list[tuple[str, str]]:
    commands: list[tuple[str, str]] = []
    if "Makefile" in files:
        commands += [(f"make {target}", "") for target in parse_make_targets(files["Makefile"])]
    if "package.json" in files:
        commands += [(f"npm run {name}", command) for name, command in parse_npm_scripts(files["package.json"])]
    if "pyproject.toml" in files:
        commands += _find_python_commands(files["pyproject.toml"])
    if "Cargo.toml" in files:
        commands += [("cargo build", ""), ("cargo test", "")]
    if "go.mod" in files:
        commands += [("go build ./...", ""), ("go test ./...", "")]
    return commands


def _find_python_commands(text: str) -> list[tuple[str, str]]:
    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return []
    known = {"pytest": "pytest", "ruff": "ruff check .", "mypy": "mypy", "black": "black .", "tox": "tox"}
    return [(command, "configured in pyproject.toml") for name, command in known.items() if name in tools]
