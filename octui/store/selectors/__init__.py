"""Read-only queries on the state. Every function is pure, and its result is immutable.

Callers import this package alone: `selectors.get_message(state, message_id)`.
"""

from octui.store.message_record import (
    MessageView,
)
from octui.store.selectors.activity import (
    find_newest_answer,
    get_session_status,
    is_busy,
    is_interrupted,
    is_queued,
    is_run_over,
    is_text_streaming,
    list_doubtful_sessions,
)
from octui.store.selectors.changed_files import (
    find_changing_prompt,
    list_changed_files,
    list_reverted_files,
)
from octui.store.selectors.messages import (
    LastUsed,
    count_reverted_messages,
    count_tool_calls,
    find_last_used,
    find_latest_tool,
    find_newest_message_id,
    find_tool_part,
    get_message,
    has_message_since,
    list_message_ids,
)
from octui.store.selectors.prompt_summary import summarize_prompt
from octui.store.selectors.prompts import (
    describe_session_agent,
    find_last_prompt,
    find_next_prompt,
    find_unanswered_prompt,
    get_last_answer_text,
    get_model_name,
    get_prompt_text,
    get_prompt_time,
    has_later_answer,
    iter_prompts,
    list_messages_with_tasks,
)
from octui.store.selectors.requests import (
    PendingRequest,
    list_blocked_calls,
    list_pending_requests,
    list_requests,
    list_tree_requests,
)
from octui.store.selectors.session_list import (
    NEEDS_YOU,
    PINNED,
    RUNNING,
    SessionRow,
    format_day,
    list_session_rows,
    to_utc_day,
)
from octui.store.selectors.session_tree import (
    find_root,
    find_task_session,
    list_ancestors,
    list_children,
    list_descendants,
    list_session_tree,
)
from octui.store.selectors.usage import (
    Usage,
    get_tree_cost,
    get_usage,
)
from octui.store.selectors.verification import (
    count_unverified_messages,
    is_page_connected,
    is_part_known,
    list_revisions,
)

__all__ = [
    "NEEDS_YOU",
    "PINNED",
    "RUNNING",
    "LastUsed",
    "MessageView",
    "PendingRequest",
    "SessionRow",
    "Usage",
    "count_reverted_messages",
    "count_tool_calls",
    "count_unverified_messages",
    "describe_session_agent",
    "find_changing_prompt",
    "find_last_prompt",
    "find_last_used",
    "find_latest_tool",
    "find_newest_answer",
    "find_newest_message_id",
    "find_next_prompt",
    "find_root",
    "find_task_session",
    "find_tool_part",
    "find_unanswered_prompt",
    "format_day",
    "get_last_answer_text",
    "get_message",
    "get_model_name",
    "get_prompt_text",
    "get_prompt_time",
    "get_session_status",
    "get_tree_cost",
    "get_usage",
    "has_later_answer",
    "has_message_since",
    "is_busy",
    "is_interrupted",
    "is_page_connected",
    "is_part_known",
    "is_queued",
    "is_run_over",
    "is_text_streaming",
    "iter_prompts",
    "list_ancestors",
    "list_blocked_calls",
    "list_changed_files",
    "list_children",
    "list_descendants",
    "list_doubtful_sessions",
    "list_message_ids",
    "list_messages_with_tasks",
    "list_pending_requests",
    "list_requests",
    "list_reverted_files",
    "list_revisions",
    "list_session_rows",
    "list_session_tree",
    "list_tree_requests",
    "summarize_prompt",
    "to_utc_day",
]
