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
)
