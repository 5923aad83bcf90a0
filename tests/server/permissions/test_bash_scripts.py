import pytest

from tests.support.fuzzing.bash_scripts import BASH, build_script, prepare_programs, run_script, try_scripts

pytestmark = [pytest.mark.slow, pytest.mark.skipif(BASH is None, reason="there is no bash to compare with")]


def test_the_stub_programs_tell_that_they_ran() -> None:
    with prepare_programs() as work:
        assert run_script("aa x; echo | bb", work) == ("bb",)
        assert run_script("timeout 1 bb; nice dd", work) == ("bb", "dd")
        assert run_script("aa bb; cc s; xargs aa < s", work) == ()


def test_what_a_rule_allows_runs_nothing_else() -> None:
    tried = list(try_scripts(range(3_000)))
    assert [one for one in tried if one.ran] == []
    assert len(tried) > 50


def test_a_seed_makes_the_same_script() -> None:
    assert [build_script(seed) for seed in range(50)] == [build_script(seed) for seed in range(50)]
