"""Asking people: permissions, by rules as OpenCode has them, and questions."""

from octui.server.permissions.questions import QuestionService
from octui.server.permissions.rejections import PermissionDenied, PermissionRejected, QuestionDismissed
from octui.server.permissions.service import PermissionService

__all__ = ["PermissionDenied", "PermissionRejected", "PermissionService", "QuestionDismissed", "QuestionService"]
