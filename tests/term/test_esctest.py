import os
from pathlib import Path

import pytest

from tests.term.esctest import Suite, recorded

CLONE = os.environ.get("ESCTEST2", "")


@pytest.mark.skipif(not CLONE, reason="ESCTEST2 does not name a clone of esctest2")
def test_what_passed_of_esctest2_still_passes() -> None:
    passed = {(group, name) for group, names in recorded()["passed"].items() for name in names}
    lost = [outcome for outcome in Suite(Path(CLONE)).run() if outcome.kind == "failed" and outcome[:2] in passed]
    assert lost == []
