import os
from pathlib import Path

import pytest

from tests.term.pyte_suite import DEVIATIONS, run_pyte_suite

FOLDER = os.environ.get("PYTE_TESTS", "")


@pytest.mark.skipif(not FOLDER, reason="PYTE_TESTS does not name the tests of pyte's source distribution")
def test_of_pytes_own_tests_only_those_fail_that_have_a_reason() -> None:
    assert run_pyte_suite(Path(FOLDER)) == set(DEVIATIONS)
