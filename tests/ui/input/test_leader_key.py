from pathlib import Path

from textual import events

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.help.key_help import KeyHelpScreen
from octui.ui.input.leader_key import LeaderKey
from octui.ui.keymap import DEFAULT_KEYS, LEADER_PREFIX, KeyContext, get_keymap
from tests.server.embedded import EmbeddedServer
from tests.support.waiting import wait_until


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_key_after_the_leader_names_the_command() -> None:
    leader = LeaderKey(Clock())
    leader.press_leader()
    command, _ = leader.match_key("m")
    assert command is not None
    assert command.id == "model.list"
    assert not leader.is_armed


def test_control_may_stay_down_for_the_second_key() -> None:
    leader = LeaderKey(Clock())
    leader.press_leader()
    command, _ = leader.match_key("ctrl+l")
    assert command is not None
    assert command.id == "session.list"


def test_an_unknown_key_spends_the_leader_and_does_nothing() -> None:
    leader = LeaderKey(Clock())
    leader.press_leader()
    assert leader.match_key("Z") == (None, "")
    assert not leader.is_armed


def test_after_two_seconds_the_leader_is_forgotten() -> None:
    clock = Clock()
    leader = LeaderKey(clock)
    leader.press_leader()
    clock.now += 1.9
    assert leader.is_armed
    clock.now += 0.2
    assert not leader.is_armed


async def test_a_key_pressed_in_time_counts_however_late_it_is_looked_at(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    options = Options(directory=tmp_path, server=embedded.url, server_directory=str(tmp_path))
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.screen is app.context.home)
        second = events.Key("question_mark", "?")
        app.post_message(events.Key("ctrl+x", None))
        leader = app._leader.leader
        await wait_until(pilot, lambda: leader.is_armed)
        leader.clock = lambda: second.time + 60
        app._leader._expire_leader()
        assert not leader.is_armed
        app.post_message(second)
        await wait_until(pilot, lambda: isinstance(app.screen, KeyHelpScreen))


def test_every_leader_key_of_the_keymap_runs_a_command() -> None:
    leader = LeaderKey(Clock())
    for command_id in DEFAULT_KEYS[KeyContext.APP]:
        for key in get_keymap().get_keys(command_id):
            if key.startswith(LEADER_PREFIX):
                command, _ = leader.match_key(key.removeprefix(LEADER_PREFIX))
                assert command is not None
                assert command.id == command_id
