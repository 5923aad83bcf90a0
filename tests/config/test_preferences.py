import json
import threading
from pathlib import Path

import pytest

from octui.config.preferences import RECENT_MODELS, Preferences, PreferencesStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.json"


def test_what_was_saved_is_there_the_next_time(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    memory.remember_model("anthropic/claude", agent="build")
    memory.remember_variant("anthropic/claude", "high")
    memory.remember_agent("build")
    memory.remember_server("http://host:4096")
    memory.set_favourite_model("anthropic/claude", True)
    memory.set_session_pinned("ses_1", True)
    for folder in ("/srv/old", "/srv/shop", "/srv/gone"):
        memory.set_session_titles(folder, ("Add a price",))
    memory.set_session_titles("/srv/gone", ())
    memory.write_preferences()
    again = PreferencesStore.load_preferences(path)
    assert again.preferences == memory.preferences
    assert again.preferences == Preferences(
        favourite_models=("anthropic/claude",),
        recent_models=("anthropic/claude",),
        variants={"anthropic/claude": "high"},
        agent="build",
        agent_models={"build": "anthropic/claude"},
        server="http://host:4096",
        pinned_sessions=("ses_1",),
        session_titles={"/srv/old": ("Add a price",), "/srv/shop": ("Add a price",)},
    )
    assert again.problems == ()


def test_a_first_start_remembers_nothing_and_complains_of_nothing(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    assert memory.preferences == Preferences()
    assert memory.problems == ()
    memory.write_preferences()
    assert not path.exists()


def test_a_change_is_known_before_it_is_saved(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    memory.remember_agent("nord")
    assert memory.preferences.agent == "nord"
    assert memory.has_unsaved_changes
    memory.write_preferences()
    assert not memory.has_unsaved_changes


def test_recent_models_are_few_distinct_and_the_last_comes_first(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    for number in range(RECENT_MODELS + 5):
        memory.remember_model(f"provider/{number}")
    memory.remember_model(f"provider/{RECENT_MODELS}")
    assert len(memory.preferences.recent_models) == RECENT_MODELS
    assert len(set(memory.preferences.recent_models)) == RECENT_MODELS
    assert memory.preferences.recent_models[:2] == (f"provider/{RECENT_MODELS}", f"provider/{RECENT_MODELS + 4}")


def test_what_was_favoured_or_pinned_can_be_let_go(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    memory.set_favourite_model("a/b", True)
    memory.set_favourite_model("a/b", True)
    memory.set_favourite_model("a/b", False)
    memory.set_session_pinned("ses_1", True)
    memory.set_session_pinned("ses_1", False)
    memory.remember_variant("a/b", "high")
    memory.remember_variant("a/b", None)
    assert memory.preferences == Preferences()


def test_two_octui_keep_what_the_other_remembered(path: Path) -> None:
    one, other = PreferencesStore.load_preferences(path), PreferencesStore.load_preferences(path)
    one.remember_agent("nord")
    one.set_session_pinned("ses_1", True)
    one.write_preferences()
    other.set_session_pinned("ses_2", True)
    other.remember_model("a/b", agent="plan")
    other.write_preferences()
    assert other.preferences.agent == "nord"
    assert PreferencesStore.load_preferences(path).preferences.pinned_sessions == ("ses_1", "ses_2")
    assert PreferencesStore.load_preferences(path).preferences.agent_models == {"plan": "a/b"}


def test_many_octui_writing_at_once_lose_nothing(path: Path) -> None:
    def write(number: int) -> None:
        memory = PreferencesStore.load_preferences(path)
        for count in range(5):
            memory.set_session_pinned(f"ses_{number}_{count}", True)
            memory.write_preferences()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(PreferencesStore.load_preferences(path).preferences.pinned_sessions) == 30


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff\xfe", b'{"theme": "nord"', b"null"])
def test_a_broken_file_is_told_once_and_set_aside(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    memory = PreferencesStore.load_preferences(path)
    assert memory.preferences == Preferences()
    assert len(memory.problems) == 1
    assert str(path) in memory.problems[0]
    assert path.with_name("state.json.broken").read_bytes() == broken
    memory.remember_agent("nord")
    memory.write_preferences()
    assert PreferencesStore.load_preferences(path).problems == ()


def test_one_broken_entry_costs_only_itself(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": 7, "pinned_sessions": ["ses_1"], "variants": {"a/b": []}}))
    memory = PreferencesStore.load_preferences(path)
    assert memory.preferences == Preferences(pinned_sessions=("ses_1",))
    assert [entry for entry in ("theme", "variants", "pinned") if f"“{entry}" in " ".join(memory.problems)] == [
        "theme",
        "variants",
    ]


def test_what_a_newer_octui_remembers_survives_this_one(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"agent": "nord", "holograms": {"depth": [3.5]}}))
    memory = PreferencesStore.load_preferences(path)
    memory.remember_agent("dracula")
    memory.write_preferences()
    assert json.loads(path.read_text()) == {"agent": "dracula", "holograms": {"depth": [3.5]}}


def test_nobody_else_may_read_it(path: Path) -> None:
    memory = PreferencesStore.load_preferences(path)
    memory.remember_server("http://host:4096")
    memory.write_preferences()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    kept_elsewhere = tmp_path / "dotfiles" / "octui.json"
    path.symlink_to(kept_elsewhere)
    memory = PreferencesStore.load_preferences(path)
    memory.remember_agent("nord")
    memory.write_preferences()
    assert path.is_symlink()
    assert json.loads(kept_elsewhere.read_text()) == {"agent": "nord"}


def test_what_could_not_be_written_is_written_later(path: Path) -> None:
    path.mkdir(parents=True)
    memory = PreferencesStore(path)
    memory.remember_agent("nord")
    with pytest.raises(OSError):
        memory.write_preferences()
    assert memory.has_unsaved_changes
    assert [file.name for file in path.parent.iterdir() if file.suffix != ".lock"] == ["state.json"]
    path.rmdir()
    memory.write_preferences()
    assert PreferencesStore.load_preferences(path).preferences.agent == "nord"


def test_an_octui_that_was_suspended_while_writing_holds_nobody_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from octui.config import secure_files

    monkeypatch.setattr(secure_files, "LOCK_SECONDS", 0.05)
    with secure_files.lock_file(path):
        memory = PreferencesStore.load_preferences(path)
        memory.remember_agent("nord")
        memory.write_preferences()
    assert PreferencesStore.load_preferences(path).preferences.agent == "nord"
