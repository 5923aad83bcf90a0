from octui.ui.input.leader_key import LeaderKey
from octui.ui.keymap import DEFAULT_KEYS, LEADER_PREFIX, KeyContext, get_keymap


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


def test_every_leader_key_of_the_keymap_runs_a_command() -> None:
    leader = LeaderKey(Clock())
    for command_id in DEFAULT_KEYS[KeyContext.APP]:
        for key in get_keymap().get_keys(command_id):
            if key.startswith(LEADER_PREFIX):
                command, _ = leader.match_key(key.removeprefix(LEADER_PREFIX))
                assert command is not None
                assert command.id == command_id
