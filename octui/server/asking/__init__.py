"""Asking people: permissions, by rules as OpenCode has them, and questions."""

from octui.server.asking.endings import PermissionDenied, PermissionRejected, QuestionDismissed
from octui.server.asking.permissions import PermissionService
from octui.server.asking.questions import QuestionService

__all__ = ["PermissionDenied", "PermissionRejected", "PermissionService", "QuestionDismissed", "QuestionService"]
