import pytest

from octui.render.requests.permission_title import describe_permission
from octui.wire.requests import Permission

DIFF = "--- a/shop/pricing.py\n+++ b/shop/pricing.py\n@@ -1 +1,4 @@\n x\n+a\n+b\n+c\n"


@pytest.mark.parametrize(
    ("permission", "title"),
    [
        (Permission(id="1", permission="edit", patterns=("shop/pricing.py",), metadata={"diff": DIFF}), "+3 -0"),
        (Permission(id="1", permission="edit", patterns=("shop/pricing.py",)), "Edit shop/pricing.py"),
        (Permission(id="1", permission="edit", patterns=("a.py", "b.py")), "Edit a.py and 1 more"),
        (Permission(id="1", permission="bash", metadata={"command": "git status"}), "Run git status"),
        (Permission(id="1", permission="bash", patterns=("git status",)), "Run git status"),
        (Permission(id="1", permission="bash", metadata={"command": "cat <<E\nx\nE"}), "Run cat <<E …"),
        (Permission(id="1", permission="bash"), "Allow bash?"),
        (Permission(id="1", permission="webfetch", patterns=("https://a.org",)), "Fetch https://a.org"),
        (Permission(id="1", permission="doom_loop", metadata={"tool": "read"}), "Repeat read with the same arguments"),
        (Permission(id="1", permission="external_directory", patterns=("/etc/*",)), "Leave the project for /etc/*"),
        (Permission(id="1", permission="server_tool"), "Allow server_tool?"),
        (Permission(id="1", permission="bash", metadata={"command": "a\u202eb\x1b"}), "Run a\\u{202e}b"),
    ],
)
def test_a_title_says_what_is_to_be_allowed(permission: Permission, title: str) -> None:
    assert title in describe_permission(permission)


def test_a_title_is_short_whatever_the_server_sends() -> None:
    for kind in ("bash", "edit", "server_tool" * 90):
        assert len(describe_permission(Permission(id="1", permission=kind, patterns=("x" * 9_000,) * 3))) < 110
