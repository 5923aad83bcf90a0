import pytest

from tools.soak.__main__ import run_rounds


def test_a_failure_is_printed_with_the_command_that_repeats_it(capsys: pytest.CaptureFixture[str]) -> None:
    def fail_on_second(seed: int) -> None:
        assert seed != 8, "found"

    seeds: list[int] = []
    assert run_rounds({"good": seeds.append, "bad": fail_on_second}, 8, 0.0) == 1
    assert seeds == [8]
    printed = capsys.readouterr()
    assert "FAILED bad: python3 run.py soak --only bad --seed 8 --seconds 0" in printed.out
    assert "found" in printed.err
    assert "good: 1 rounds, bad: 1 rounds" in printed.out


def test_without_a_failure_the_exit_code_is_zero() -> None:
    assert run_rounds({"good": lambda _: None}, 1, 0.0) == 0
