import pytest

from octui.client.capabilities import Capabilities
from octui.client.known_capabilities import find_known_capabilities
from octui.wire.health import Health

OUTERMOST = b'{"paths": {"/auth/{providerID}": {"put": {}}, "/log": {"post": {}}}}'


@pytest.mark.parametrize("version", ["1.14.34", "1.14.41"])
def test_a_version_that_describes_its_outermost_routes_only_is_known_by_its_number(version: str) -> None:
    health = Health(healthy=True, version=version)
    known = find_known_capabilities(health)
    assert known is not None
    assert known.version == version
    assert known.global_events and known.paging and known.vcs_diff and known.worktrees and known.tool_list
    assert known.literal_search
    assert not known.move_session
    assert not known.turn_diffs
    # Asked for them, such a server seems to have nothing.
    assert not Capabilities.from_description(health, OUTERMOST).worktrees


@pytest.mark.parametrize("version", ["1.2.27", "1.13.9", "1.15.13", "1.17.20"])
def test_a_version_that_describes_itself_is_asked(version: str) -> None:
    assert find_known_capabilities(Health(healthy=True, version=version)) is None


@pytest.mark.parametrize(
    ("version", "is_heeded"),
    [("1.2.27", False), ("1.15.13", False), ("1.16.0", False), ("1.17.0", True), ("1.18.33", True), ("local", False)],
)
def test_changes_are_asked_for_by_turn_where_the_server_was_seen_to_heed_it(version: str, is_heeded: bool) -> None:
    health = Health(healthy=True, version=version)
    assert Capabilities.from_description(health, OUTERMOST).turn_diffs is is_heeded
