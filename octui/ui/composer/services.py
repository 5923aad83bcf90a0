"""What a composer gets from the app: commands to complete, agents to mention, earlier prompts, and its drafts."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from octui.config.chips import Chip
from octui.config.draft_book import Outgoing
from octui.config.drafts import Draft
from octui.config.history import HistoryEntry
from octui.store import selectors
from octui.store.store import Store
from octui.ui.composer.offer import PromptOffer
from octui.ui.composer.prompt_history import PromptHistory
from octui.ui.composer.slash_commands import list_command_entries
from octui.ui.composer.text_area import PromptArea
from octui.ui.composer.widget import Composer
from octui.ui.input.cursor import use_terminal_cursor
from octui.ui.prompt_queue.held_prompt import SentPrompt, SentPrompts, SessionQueue

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions


class StoreOwner(Protocol):
    """Whatever holds the store of the connected server; each connection has its own."""

    store: Store


class ComposerDrafts(Protocol):
    """What is kept of every prompt, by the session it is for; `""` for a new one."""

    def add_composer(self, composer: Composer) -> None: ...
    def find_draft(self, session_id: str) -> tuple[Draft, Sequence[Outgoing]] | None: ...
    def load_draft(self, session_id: str, on_draft: Callable[[Draft, Sequence[Outgoing]], None]) -> None: ...
    def claim_draft(self, session_id: str, on_draft: Callable[[Draft, Sequence[Outgoing]], None]) -> None: ...
    def release_draft(self, session_id: str) -> None: ...


class ComposerServices(Protocol):
    """What composers and the screens around them need: the history of prompts, drafts, the queue, and settings."""

    @property
    def drafts(self) -> ComposerDrafts: ...
    @property
    def prompt_history(self) -> PromptHistory: ...
    @property
    def is_summarizing_pastes(self) -> bool: ...
    @property
    def most_prompt_rows(self) -> int: ...
    @property
    def most_prompt_columns(self) -> int: ...
    @property
    def prompt_cursor(self) -> str: ...
    def find_chip_doubt(self, session_id: str, chips: Sequence[Chip]) -> str: ...
    def format_editor_label(self, session_id: str) -> str: ...
    def load_queue(self, session_id: str) -> None: ...
    def get_queue(self, session_id: str) -> SessionQueue: ...
    def is_queueing(self) -> bool: ...


def attach_composer(
    composer: Composer, owner: StoreOwner, actions: "CommandActions", services: ComposerServices
) -> None:
    """Let the composer complete what is available now."""
    services.drafts.add_composer(composer)
    composer.offer = PromptOffer(
        commands=lambda: list_command_entries(owner.store.state, actions),
        has_all_commands=lambda: selectors.has_listed_commands(owner.store.state),
        agents=lambda: owner.store.state.agents,
        resources=lambda: owner.store.state.resources,
    )
    composer.history = services.prompt_history
    composer.pastes.find_doubt = services.find_chip_doubt
    composer.pastes.describe_selection = services.format_editor_label
    composer.most_rows = lambda: services.most_prompt_rows
    use_terminal_cursor(composer.query_one(PromptArea), services.prompt_cursor)
    composer.pastes.is_summarizing = lambda: services.is_summarizing_pastes


def restore_composer(composer: Composer, draft: Draft, outgoing: Iterable[Outgoing]) -> None:
    """Show the draft of the composer's place, and the part of it that is on its way."""
    sent = SentPrompts()
    for each in outgoing:
        prompt = HistoryEntry(each.draft.text, each.draft.shell, each.draft.chips)
        sent[each.send_id] = SentPrompt(prompt, each.notice, each.is_held)
    is_shown = composer.current_prompt == HistoryEntry(draft.text, draft.shell, draft.chips)
    if not is_shown or composer.sent_prompts.keys() != sent.keys():
        composer.restore_draft(draft.text, shell=draft.shell, chips=draft.chips, sent=sent)
