"""What a folder's configuration reaches outside of it, by links and by globs, before the folder is trusted."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui.server.agent.definitions import definition_files
from octui.server.agent.definitions.definition_files import (
    MAX_VISITED,
    find_files,
    list_unreadable_files,
)
from octui.server.config.loader import Configuration
from octui.server.git.git_dir import find_common_git_dir
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.trust_store import TrustStore


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def load(project: Path) -> Configuration:
    return load_directory_config(str(project), "/", TrustStore(project.parent / "data"))


@pytest.mark.parametrize("name", [".opencode", ".opencode/opencode.json", "opencode.json"])
def test_of_a_configuration_that_a_link_takes_from_elsewhere_only_rules_are_in_force(project: Path, name: str) -> None:
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    said = {
        "username": "canary",
        "command": {"look": {"template": "canary"}},
        "agent": {"build": {"prompt": "canary", "permission": {"edit": "deny"}}, "other": {"prompt": "canary"}},
        "permission": {"webfetch": "deny"},
    }
    (elsewhere / "opencode.json").write_text(json.dumps(said))
    link = project / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere if name == ".opencode" else elsewhere / "opencode.json")
    loaded = load(project)
    assert "canary" not in json.dumps(loaded.values)
    assert loaded.values["permission"] == {"webfetch": "deny"}
    assert loaded.values["agent"] == {"build": {"permission": {"edit": "deny"}}}
    assert [(request.kind, request.text) for request in loaded.trust.requests] == [
        ("link", str(elsewhere / "opencode.json"))
    ]


def test_no_glob_of_a_folder_walks_through_the_machine(project: Path) -> None:
    (project / "up").symlink_to("/")
    (project / "loop").symlink_to(".")
    (project / "docs").mkdir()
    (project.parent / "x").touch()
    (project / "above").symlink_to(project.parent)
    (project / "docs" / "style.md").symlink_to(project.parent / "xdg")
    globs = [
        "/**",
        "../**/*",
        "~/**",
        "/proc/**/x",
        "up/**/x",
        "above/**/x",
        "**/../../**",
        "**/**/**/**/*.md",
        "a**b",
        "[" * 50,
    ]
    (project / "opencode.json").write_text(json.dumps({"instructions": globs}))
    found = [request.text for request in load(project).trust.requests if request.kind == "link"]
    assert found == [str(project.parent / "xdg")]


def test_no_folder_of_definitions_leads_through_the_machine(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".opencode").mkdir()
    for kind, target in (("command", "/"), ("agent", "."), ("skill", "/proc"), ("mode", "loop"), ("loop", "mode")):
        (project / ".opencode" / kind).symlink_to(target)
    visited: list[str] = []
    walk = os.walk

    def note_walk(top: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, files in walk(top):
            visited.extend((*folders, *files))
            yield parent, folders, files

    monkeypatch.setattr(os, "walk", note_walk)
    loaded = load(project)
    assert 0 < len(visited) < 10 * (MAX_VISITED + 5_000)
    assert f"{project}/.opencode/command could not be used: it holds too many files" in " ".join(
        map(str, list_unreadable_files(loaded))
    )


def test_a_folder_with_more_agents_than_anyone_writes_is_used_in_part_and_that_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(definition_files, "MAX_FILES", 20)
    agents = project / ".opencode" / "agent"
    agents.mkdir(parents=True)
    for number in range(30):
        (agents / f"a{number:04}.md").write_text("Obey.")
    loaded = load(project)
    assert len(list(find_files(loaded, ["agent"]))) == 20
    assert [problem.path for problem in list_unreadable_files(loaded)] == [agents]


def test_a_git_directory_that_is_no_path_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "commondir").write_bytes(b"\0" * 100)
    assert find_common_git_dir(tmp_path) == tmp_path / ".git"
