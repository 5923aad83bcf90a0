"""Which editor is listened to in a folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from octui.platform.editor_link.discovery import EditorAddress, find_editor
from tests.platform.editor_link.editor import write_lock


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"CLAUDE_CONFIG_DIR": str(tmp_path)}


def test_the_innermost_folder_wins_and_then_the_editor_started_last(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    shop = tmp_path / "code" / "shop"
    shop.mkdir(parents=True)
    locks = tmp_path / "ide"
    write_lock(locks, 4001, workspaceFolders=["/", str(tmp_path / "code")])
    os.utime(write_lock(locks, 4002, workspaceFolders=[str(shop)]), (1, 1))
    write_lock(locks, 4003, workspaceFolders=[str(shop)], authToken="secret")
    write_lock(locks, 4004, workspaceFolders=[f"{shop}-old", str(shop / "src")])

    assert find_editor(str(shop), environment) == EditorAddress(4003, "secret")
    assert find_editor(str(tmp_path / "code"), environment) == EditorAddress(4001)
    assert find_editor(f"{shop}-old", environment) == EditorAddress(4004)


def test_a_folder_is_known_by_each_of_its_names(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    write_lock(tmp_path / "ide", 4001, workspaceFolders=[str(tmp_path / "link")])

    assert find_editor(str(tmp_path / "shop"), environment) == EditorAddress(4001)


@pytest.mark.parametrize("variable", ["OPENCODE_EDITOR_SSE_PORT", "CLAUDE_CODE_SSE_PORT"])
def test_the_port_of_the_shell_comes_first_with_the_token_of_its_lock(
    tmp_path: Path, environment: dict[str, str], variable: str
) -> None:
    write_lock(tmp_path / "ide", 4001, workspaceFolders=[str(tmp_path)])
    write_lock(tmp_path / "ide", 4002, workspaceFolders=["/elsewhere"], authToken="secret")

    assert find_editor(str(tmp_path), environment | {variable: "4002"}) == EditorAddress(4002, "secret")
    assert find_editor(str(tmp_path), environment | {variable: "4009"}) == EditorAddress(4009)
    assert find_editor(str(tmp_path), environment | {variable: "70000"}) == EditorAddress(4001)


def test_what_is_no_lock_of_a_living_editor_is_passed_over(tmp_path: Path, environment: dict[str, str]) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    locks = tmp_path / "ide"
    here = [str(tmp_path)]
    write_lock(locks, 4001, workspaceFolders=here, pid=ended.pid)
    write_lock(locks, 4002, workspaceFolders=here, transport="sse")
    write_lock(locks, 4003, workspaceFolders=[1, None])
    write_lock(locks, 99999, workspaceFolders=here)
    write_lock(locks, 4004, workspaceFolders=here, padding="x" * 100_000)
    (locks / "4005.lock").write_bytes(b"\xff{[" * 50)
    (locks / "4006.lock").mkdir()
    (locks / "4007.lock").write_text("[" * 60_000)
    os.mkfifo(locks / "4008.lock")

    assert find_editor(str(tmp_path), environment) is None
    assert find_editor(str(tmp_path), {"HOME": str(tmp_path / "nowhere")}) is None
