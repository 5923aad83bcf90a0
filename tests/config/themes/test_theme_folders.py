from pathlib import Path

import pytest

from octui.config.themes.theme_folders import list_custom_themes, list_included_themes


def put_theme(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text("{}")
    return path


def test_the_folder_nearest_to_the_work_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    project = tmp_path / "project"
    work = project / "src"
    work.mkdir(parents=True)
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "xdg"), "OPENCODE_CONFIG_DIR": str(tmp_path / "own")}
    folders = [
        tmp_path / "xdg" / "opencode" / "themes",
        tmp_path / "octui" / "config" / "themes",
        tmp_path / "own" / "themes",
        project / ".opencode" / "themes",
        work / ".opencode" / "themes",
    ]
    expected: dict[str, Path] = {}
    for number, folder in enumerate(folders):
        put_theme(folder, "everywhere")
        expected[f"only-{number}"] = put_theme(folder, f"only-{number}")
    (folders[0] / "notes.txt").write_text("")
    found = list_custom_themes(work, environment)
    assert found == {**expected, "everywhere": folders[-1] / "everywhere.json"}
    assert list_custom_themes(project, environment)["everywhere"] == folders[-2] / "everywhere.json"


def test_without_folders_there_are_no_custom_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    assert list_custom_themes(tmp_path, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}) == {}


def test_the_names_are_those_of_opencode() -> None:
    names = """aura ayu carbonfox catppuccin catppuccin-frappe catppuccin-macchiato cobalt2 cursor dracula everforest
    flexoki github gruvbox kanagawa lucent-orng material matrix mercury monokai nightowl nord one-dark opencode orng
    osaka-jade palenight rosepine solarized synthwave84 tokyonight vercel vesper zenburn"""
    assert set(list_included_themes()) == set(names.split())
