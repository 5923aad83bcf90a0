"""Reads everything a project configures, and tells what is harmless from what has to wait."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from octui.server.agent.definitions.agents import collect_agents, parse_setting_rules, parse_shared_rules
from octui.server.agent.definitions.definition_files import (
    AGENT_FOLDERS,
    COMMAND_FOLDERS,
    FoundFile,
    find_files,
    find_skill_files,
    list_matching_files,
)
from octui.server.agent.definitions.frontmatter import MarkdownDocument, read_markdown_document
from octui.server.agent.instructions.agents_md import find_linked_instructions
from octui.server.config.config_interpolation import fill_placeholders
from octui.server.config.loader import Configuration, fill_config_file, merge_values
from octui.server.config.problems import ConfigProblem
from octui.server.permissions.rules import DEFAULTS
from octui.server.trust.config_shape import HarmlessShapes
from octui.server.trust.project_trust import ProjectTrust, is_harmless_file, is_inside, resolve_path
from octui.server.trust.request_builder import build_config_requests, build_request
from octui.server.trust.shapes import ABSENT, split_by_shape
from octui.server.trust.widening import can_loosen_rules
from octui.wire.access.trust import TrustRequest
from octui.wire.struct import Json

RULE_KEYS: Final = ("permission", "tools")
MAX_HASHED_BYTES: Final = 16 * 1024 * 1024
PLUGIN_FOLDERS: Final = ("plugin", "plugins", "tool", "tools")


@dataclass(frozen=True)
class ProjectScan:
    """What a project's configuration files say in all, and what of it is harmless; `trust` has no decision yet."""

    complete: Json
    harmless: Json
    """With its rules, which may only be used where they are stricter than the user's."""
    trust: ProjectTrust
    problems: tuple[ConfigProblem, ...] = ()
    """Placeholders that cannot be replaced once the project is trusted."""


class ProjectScanner:
    """Scans one project; `base` holds the user's own configuration and the project's folders."""

    def __init__(self, base: Configuration, top: Path, directory: str) -> None:
        self._base = base
        self._top = top
        self._directory = directory
        self._root = resolve_path(top) or top
        own_agents = collect_agents(replace(base, project_folders=()))
        self._agent_rules = {name: agent.rules for name, agent in own_agents.items()}
        self._shared_rules = DEFAULTS + parse_shared_rules(base)

    def scan_project(self, files: list[tuple[Path, Json]]) -> ProjectScan:
        """`files` are the project's configuration files with their values, highest precedence last."""
        shown = [(file, fill_placeholders(values, file.parent, self._permits)) for file, values in files]
        shapes = HarmlessShapes(self._root, self._find_foreign_providers(shown))
        requests: list[TrustRequest] = []
        complete: Json = {}
        harmless: Json = {}
        problems: list[ConfigProblem] = []
        linked_files: list[Path] = []
        for (file, raw), (_, values) in zip(files, shown, strict=True):
            safe, waiting = split_by_shape(values, shapes.configuration)
            if safe is not ABSENT and not is_inside(file, self._root):
                linked_files.append(file)
                safe = _keep_rules(safe)
            harmless = merge_values(harmless, {} if safe is ABSENT else safe)
            filled, missing = fill_config_file(file, raw)
            complete = merge_values(complete, filled)
            problems += missing
            requests += build_config_requests(self._shorten(file), {} if waiting is ABSENT else waiting)
            requests += self._list_rule_requests(file, {} if safe is ABSENT else safe)
        documents, linked = self._read_documents()
        for found, document in documents.items():
            requests += self._list_document_requests(found, document, shapes)
        trust = ProjectTrust(self._root, foreign_providers=shapes.foreign_providers)
        everything = replace(self._base, values=merge_values(self._base.values, complete), trust=trust)
        linked += linked_files
        linked += find_linked_instructions(everything, self._top, self._directory)
        links = {file: real for file in linked if (real := resolve_path(file)) is not None}
        requests += [build_request("link", self._shorten(file), "", str(real)) for file, real in links.items()]
        requests += self._list_plugin_requests()
        return ProjectScan(
            complete,
            harmless,
            replace(
                trust,
                requests=tuple(requests),
                documents={found.path: document for found, document in documents.items()},
                links=links,
            ),
            tuple(problems),
        )

    def _permits(self, kind: str, file: Path) -> bool:
        return kind == "file" and is_harmless_file(file, self._root)

    def _find_foreign_providers(self, shown: list[tuple[Path, Json]]) -> frozenset[str]:
        """The providers about which a file says more than is harmless."""
        shapes = HarmlessShapes(self._root)
        found: set[str] = set()
        for _, values in shown:
            _, waiting = split_by_shape(values, shapes.configuration)
            providers = waiting.get("provider") if isinstance(waiting, dict) else None
            found.update(providers if isinstance(providers, dict) else ())
        return frozenset(found)

    def _list_rule_requests(self, file: Path, values: Json) -> Iterator[TrustRequest]:
        """Rules for all agents and for single ones that could allow more than the user's do."""
        for key in RULE_KEYS:
            if key in values and can_loosen_rules(parse_setting_rules({key: values[key]}), self._shared_rules):
                yield build_request("permission", self._shorten(file), key, {key: values[key]})
        for kind in ("mode", "agent"):
            for name, settings in values.get(kind, {}).items():
                yield from self._list_agent_rules(self._shorten(file), f"{kind}.{name}", name, settings)

    def _list_agent_rules(self, file: str, key: str, name: str, settings: Json) -> Iterator[TrustRequest]:
        rules = parse_setting_rules(settings)
        if can_loosen_rules(rules, self._agent_rules.get(name, self._shared_rules)):
            written = {part: settings[part] for part in RULE_KEYS if part in settings}
            yield build_request("permission", file, key, written)

    def _read_documents(self) -> tuple[dict[FoundFile, MarkdownDocument], list[Path]]:
        """The project's agents, commands and skills, and which of them a link takes from elsewhere."""
        documents: dict[FoundFile, MarkdownDocument] = {}
        linked: list[Path] = []
        kinds = (*AGENT_FOLDERS, *COMMAND_FOLDERS)
        for found in (*find_files(self._base, kinds), *find_skill_files(self._base)):
            if found.is_personal:
                continue
            if not is_inside(found.path, self._root):
                linked.append(found.path)
            document = read_markdown_document(found.path)
            if document is not None:
                documents[found] = document
        return documents, linked

    def _list_document_requests(
        self, found: FoundFile, document: MarkdownDocument, shapes: HarmlessShapes
    ) -> Iterator[TrustRequest]:
        file = self._shorten(found.path)
        if found.kind in AGENT_FOLDERS:
            harmless, waiting = split_by_shape(document.settings, shapes.agent)
            if waiting is not ABSENT:
                yield from build_config_requests(file, {"agent": {found.name: waiting}})
            if harmless is not ABSENT:
                yield from self._list_agent_rules(file, f"agent.{found.name}", found.name, harmless)
            return
        if not shapes.is_plain_template(document.body):
            yield build_request("command", file, "", document.body)
        if found.kind in COMMAND_FOLDERS:
            _, waiting = split_by_shape(document.settings, shapes.command)
            if waiting is not ABSENT:
                yield from build_config_requests(file, {"command": {found.name: waiting}})

    def _list_plugin_requests(self) -> Iterator[TrustRequest]:
        for folder in self._base.project_folders:
            for kind in PLUGIN_FOLDERS:
                for path in list_matching_files(folder / kind, "*.[jt]s"):
                    yield build_request("plugin", self._shorten(path), "", _describe_content(path))

    def _shorten(self, file: Path) -> str:
        return os.path.relpath(file, self._top)


def _describe_content(path: Path) -> str:
    """The content as a checksum: a program is read in an editor rather than in a list of requests."""
    try:
        size = path.stat().st_size
        if not path.is_file() or size > MAX_HASHED_BYTES:
            return f"{size} bytes, too large or not a file"
        return f"{size} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"


def _keep_rules(values: Json) -> Json:
    """Only the rules of a file that a link takes from elsewhere: they may be stricter than the user's."""
    kept: Json = {key: values[key] for key in RULE_KEYS if key in values}
    for kind in ("mode", "agent"):
        if isinstance(described := values.get(kind), dict):
            kept[kind] = {
                name: {key: settings[key] for key in RULE_KEYS if key in settings}
                for name, settings in described.items()
                if isinstance(settings, dict) and any(key in settings for key in RULE_KEYS)
            }
    return kept
