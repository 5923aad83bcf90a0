"""Move between the permissions and questions that wait for an answer, and see what is allowed without asking."""

from typing import Final

from octui.ui.commands.command import Command

REQUEST_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "permission.focus",
        "Go to the request",
        "Requests",
        lambda on: on.approvals.focus_request(),
        help="Answer a permission or a question, or decide later.",
        is_enabled=lambda on: on.approvals.has_requests(),
    ),
    Command(
        "permission.next",
        "Next request",
        "Requests",
        lambda on: on.approvals.focus_next_request(),
        help="Cycles through all pending requests, in every session.",
        is_enabled=lambda on: on.approvals.has_requests(),
    ),
    Command(
        "permission.inbox",
        "Requests",
        "Requests",
        lambda on: on.inbox.show_inbox(),
        slash=("inbox",),
        help="All pending requests, in every session and folder.",
    ),
    Command(
        "permission.auto_approve",
        "Approve without asking",
        "Requests",
        lambda on: on.auto_approve.choose_auto_approval(),
        slash=("auto-approve",),
        help="In this session, never outside the project or for what sends something, such as git push.",
        is_enabled=lambda on: on.sessions.has_session(),
    ),
    Command(
        "permission.auto_approve.stop",
        "Stop approving without asking",
        "Requests",
        lambda on: on.auto_approve.stop_auto_approval(),
        is_enabled=lambda on: on.auto_approve.is_on(),
    ),
    Command(
        "permission.list",
        "Permissions",
        "Requests",
        lambda on: on.permissions.show_permissions(),
        slash=("permissions",),
        help="Every rule in force and where it comes from; revoke what you allowed.",
    ),
)
