import json
import threading
from pathlib import Path

import pytest

from octui.config.preferences import RECENT_MODELS, Memory, State


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.json"


def test_what_was_saved_is_there_the_next_time(path: Path) -> None:
    memory = Memory.load(path)
    memory.choose_theme("octui-dark")
    memory.use_model("anthropic/claude", agent="build")
    memory.use_variant("anthropic/claude", "high")
    memory.use_agent("build")
    memory.use_server("http://host:4096")
    memory.favour("anthropic/claude", True)
    memory.pin("ses_1", True)
    memory.save()
    again = Memory.load(path)
    assert again.state == memory.state
    assert again.state == State(
        theme="octui-dark",
        favourite_models=("anthropic/claude",),
        recent_models=("anthropic/claude",),
        variants={"anthropic/claude": "high"},
        agent="build",
        agent_models={"build": "anthropic/claude"},
        server="http://host:4096",
        pinned_sessions=("ses_1",),
    )
    assert again.complaints == ()


def test_a_first_start_remembers_nothing_and_complains_of_nothing(path: Path) -> None:
    memory = Memory.load(path)
    assert memory.state == State()
    assert memory.complaints == ()
    memory.save()
    assert not path.exists()


def test_a_change_is_known_before_it_is_saved(path: Path) -> None:
    memory = Memory.load(path)
    memory.choose_theme("nord")
    assert memory.state.theme == "nord"
    assert memory.unsaved
    memory.save()
    assert not memory.unsaved


def test_recent_models_are_few_distinct_and_the_last_comes_first(path: Path) -> None:
    memory = Memory.load(path)
    for number in range(RECENT_MODELS + 5):
        memory.use_model(f"provider/{number}")
    memory.use_model(f"provider/{RECENT_MODELS}")
    assert len(memory.state.recent_models) == RECENT_MODELS
    assert len(set(memory.state.recent_models)) == RECENT_MODELS
    assert memory.state.recent_models[:2] == (f"provider/{RECENT_MODELS}", f"provider/{RECENT_MODELS + 4}")


def test_what_was_favoured_or_pinned_can_be_let_go(path: Path) -> None:
    memory = Memory.load(path)
    memory.favour("a/b", True)
    memory.favour("a/b", True)
    memory.favour("a/b", False)
    memory.pin("ses_1", True)
    memory.pin("ses_1", False)
    memory.use_variant("a/b", "high")
    memory.use_variant("a/b", None)
    assert memory.state == State()


def test_two_octui_keep_what_the_other_remembered(path: Path) -> None:
    one, other = Memory.load(path), Memory.load(path)
    one.choose_theme("nord")
    one.pin("ses_1", True)
    one.save()
    other.pin("ses_2", True)
    other.use_model("a/b", agent="plan")
    other.save()
    assert other.state.theme == "nord"
    assert Memory.load(path).state.pinned_sessions == ("ses_1", "ses_2")
    assert Memory.load(path).state.agent_models == {"plan": "a/b"}


def test_many_octui_writing_at_once_lose_nothing(path: Path) -> None:
    def write(number: int) -> None:
        memory = Memory.load(path)
        for count in range(5):
            memory.pin(f"ses_{number}_{count}", True)
            memory.save()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(Memory.load(path).state.pinned_sessions) == 30


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff\xfe", b'{"theme": "nord"', b"null"])
def test_a_broken_file_is_told_once_and_set_aside(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    memory = Memory.load(path)
    assert memory.state == State()
    assert len(memory.complaints) == 1
    assert str(path) in memory.complaints[0]
    assert path.with_name("state.json.broken").read_bytes() == broken
    memory.choose_theme("nord")
    memory.save()
    assert Memory.load(path).complaints == ()


def test_one_broken_entry_costs_only_itself(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": 7, "pinned_sessions": ["ses_1"], "variants": {"a/b": []}}))
    memory = Memory.load(path)
    assert memory.state == State(pinned_sessions=("ses_1",))
    assert [entry for entry in ("theme", "variants", "pinned") if f"“{entry}" in " ".join(memory.complaints)] == [
        "theme",
        "variants",
    ]


def test_what_a_newer_octui_remembers_survives_this_one(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": "nord", "holograms": {"depth": [3.5]}}))
    memory = Memory.load(path)
    memory.choose_theme("dracula")
    memory.save()
    assert json.loads(path.read_text()) == {"theme": "dracula", "holograms": {"depth": [3.5]}}


def test_nobody_else_may_read_it(path: Path) -> None:
    memory = Memory.load(path)
    memory.use_server("http://host:4096")
    memory.save()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    kept_elsewhere = tmp_path / "dotfiles" / "octui.json"
    path.symlink_to(kept_elsewhere)
    memory = Memory.load(path)
    memory.choose_theme("nord")
    memory.save()
    assert path.is_symlink()
    assert json.loads(kept_elsewhere.read_text()) == {"theme": "nord"}


def test_what_could_not_be_written_is_written_later(path: Path) -> None:
    path.mkdir(parents=True)
    memory = Memory(path)
    memory.choose_theme("nord")
    with pytest.raises(OSError):
        memory.save()
    assert memory.unsaved
    assert [file.name for file in path.parent.iterdir() if file.suffix != ".lock"] == ["state.json"]
    path.rmdir()
    memory.save()
    assert Memory.load(path).state.theme == "nord"


def test_an_octui_that_was_suspended_while_writing_holds_nobody_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from octui.config import secure_files

    monkeypatch.setattr(secure_files, "LOCK_SECONDS", 0.05)
    with secure_files.alone(path):
        memory = Memory.load(path)
        memory.choose_theme("nord")
        memory.save()
    assert Memory.load(path).state.theme == "nord"
