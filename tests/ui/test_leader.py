from octui.ui.commands import COMMANDS
from octui.ui.leader import Leader


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_key_after_the_leader_names_the_command() -> None:
    leader = Leader(Clock())
    leader.press()
    command = leader.take("m")
    assert command is not None
    assert command.id == "model.list"
    assert not leader.armed


def test_control_may_stay_down_for_the_second_key() -> None:
    leader = Leader(Clock())
    leader.press()
    command = leader.take("ctrl+l")
    assert command is not None
    assert command.id == "session.list"


def test_an_unknown_key_spends_the_leader_and_does_nothing() -> None:
    leader = Leader(Clock())
    leader.press()
    assert leader.take("z") is None
    assert not leader.armed


def test_after_two_seconds_the_leader_is_forgotten() -> None:
    clock = Clock()
    leader = Leader(clock)
    leader.press()
    clock.now += 1.9
    assert leader.armed
    clock.now += 0.2
    assert not leader.armed


def test_no_two_commands_share_a_key() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
