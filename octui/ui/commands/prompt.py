"""Send, clear or edit the prompt."""

from typing import Final

from octui.ui.commands.command import Command

PROMPT_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "prompt.submit",
        "Send prompt",
        "Prompt",
        lambda on: on.prompts.submit_prompt(),
        legacy_ids=("prompt_submit", "input_submit"),
        is_hidden=True,
    ),
    Command(
        "prompt.send_now",
        "Send prompt to the agent at work",
        "Prompt",
        lambda on: on.prompts.send_prompt_now(),
        help="The agent reads it at its next step; Enter queues it until after the turn.",
        is_enabled=lambda on: on.sessions.has_session(),
    ),
    Command(
        "session.queued_prompts",
        "Queued prompts",
        "Prompt",
        lambda on: on.prompt_queue.show_queue(),
        slash=("queue",),
        help="Edit those that wait until the agent is done, take them back, or have one sent first or now.",
        is_enabled=lambda on: on.prompt_queue.has_held_prompts(),
        legacy_ids=("session_queued_prompts",),
    ),
    Command(
        "prompt.queue.toggle",
        "Queue prompts while the agent works, or send them to it",
        "Prompt",
        lambda on: on.prompt_queue.toggle_queueing(),
        help="What Enter does then; it is remembered.",
    ),
    Command(
        "prompt.clear",
        "Clear prompt",
        "Prompt",
        lambda on: on.prompts.clear_prompt(),
        legacy_ids=("input_clear", "prompt_clear"),
        is_hidden=True,
    ),
    Command(
        "prompt.editor",
        "Edit the prompt in your editor",
        "Prompt",
        lambda on: on.prompts.edit_prompt(),
        slash=("editor",),
        help="Opens $VISUAL or $EDITOR.",
        legacy_ids=("editor_open",),
    ),
    Command(
        "prompt.chips.remove",
        "Remove what is attached to the prompt",
        "Prompt",
        lambda on: on.attachments.remove_chips(),
        help="Files, pictures and folded pastes; backspace removes the one before the cursor.",
        is_enabled=lambda on: on.attachments.has_chips(),
    ),
    Command(
        "app.toggle.paste_summary",
        "Fold long pastes, or insert them as they are",
        "Prompt",
        lambda on: on.attachments.toggle_paste_summary(),
        legacy_ids=("app_toggle_paste_summary",),
    ),
)
