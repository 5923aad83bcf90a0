"""Permissions, decided by rules like OpenCode's or by the user, and questions to the user."""

from octui.server.permissions.questions import QuestionService
from octui.server.permissions.rejections import PermissionDenied, PermissionRejected, QuestionDismissed
from octui.server.permissions.service import PermissionService

__all__ = ["PermissionDenied", "PermissionRejected", "PermissionService", "QuestionDismissed", "QuestionService"]
