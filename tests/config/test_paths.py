import errno
from pathlib import Path

import pytest

import octui
from octui.config import paths


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path))
    found = [
        paths.get_config_folder(),
        paths.get_state_folder(),
        paths.get_data_folder(),
        paths.get_cache_folder(),
        paths.get_log_folder(),
    ]
    assert all(folder.parent == tmp_path for folder in found)
    assert len(set(found)) == 5


def test_a_relative_home_stays_where_it_was_when_octui_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCTUI_HOME", "kept")
    assert paths.get_state_folder() == tmp_path / "kept" / "state"


def test_the_xdg_variables_are_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCTUI_HOME", raising=False)
    for kind in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    assert paths.get_config_folder() == tmp_path / "CONFIG" / "octui"
    assert paths.get_state_folder() == tmp_path / "STATE" / "octui"
    assert paths.get_data_folder() == tmp_path / "DATA" / "octui"
    assert paths.get_cache_folder() == tmp_path / "CACHE" / "octui"


def test_asking_for_a_folder_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "home"))
    paths.get_state_folder()
    assert list(tmp_path.iterdir()) == []


def test_the_styles_are_found_in_a_checkout() -> None:
    assert list(paths.get_styles_folder().glob("*.tcss"))


def test_the_styles_of_an_installed_octui_are_beside_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "octui"
    (package / "styles").mkdir(parents=True)
    monkeypatch.setattr(octui, "__file__", str(package / "__init__.py"))
    assert paths.get_styles_folder() == package / "styles"


def test_a_file_that_cannot_be_written_is_named_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with pytest.raises(OSError, match="Not a directory") as failed:
        (tmp_path / "state" / "drafts.json").write_text("")
    assert paths.describe_file_failure(failed.value) == f"Not a directory in {tmp_path}/state"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.describe_file_failure(failed.value) == "Not a directory in ~/state"
    # A full disk is met while writing to a file that is open.
    assert paths.describe_file_failure(OSError(errno.ENOSPC, "No space left on device")) == "No space left on device"
