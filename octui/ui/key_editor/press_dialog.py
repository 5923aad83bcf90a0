"""A dialog that waits for a key to be pressed, and says what that key does now."""

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octui.ui.input.key_events import get_shortcut_key
from octui.ui.key_hints import format_hints, format_key, style_hint_line
from octui.ui.keymap import LEADER_ID, LEADER_PREFIX, KeyContext, Keymap, get_keymap
from octui.ui.keys.config.merge import CONTEXT_BY_ID, find_key_title
from octui.ui.keys.key_names import describe_delivery, normalize_key


@dataclass(frozen=True, slots=True)
class PressedKey:
    key: str
    """In the keymap's name."""
    taken_from: str = ""
    """The title of the command that has the key until now."""
    doubt: str = ""
    """Why it may not arrive in other terminals, as the end of a sentence."""


class PressDialog(ModalScreen[PressedKey]):
    """The first key is only shown, and may be replaced by pressing another; accepting it returns it."""

    AUTO_FOCUS = ""
    takes_keys_itself = True
    takes_every_key = True
    """The leader too: it may be a part of what is chosen."""

    def __init__(self, command_id: str, title: str, keymap: Keymap) -> None:
        super().__init__()
        self._command_id = command_id
        self._title = title
        self._keymap = keymap
        self._pressed: PressedKey | None = None
        self._is_after_leader = False

    def compose(self) -> ComposeResult:
        with Vertical(id="key-press") as box:
            box.border_title = Content(f"New key for “{self._title}”")
            box.border_subtitle = style_hint_line(
                format_hints(("keys.press.accept", "use it"), ("keys.press.cancel", "cancel"))
            )
            yield Static(self._describe_state(), id="key-press--state", markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        key = normalize_key(get_shortcut_key(event))
        answer = get_keymap().find_command_id(KeyContext.KEY_PRESS, key)
        if answer == "keys.press.cancel":
            self.dismiss(None)
        elif answer == "keys.press.accept" and self._pressed is not None:
            self.dismiss(self._pressed)
        elif answer != "keys.press.accept" or not self._is_after_leader:
            self._take_key(key)

    def _take_key(self, key: str) -> None:
        is_leader = self._keymap.has_key(LEADER_ID, key) and self._command_id != LEADER_ID
        if is_leader and not self._is_after_leader:
            self._is_after_leader, self._pressed = True, None
        else:
            key = f"{LEADER_PREFIX}{key}" if self._is_after_leader else key
            self._is_after_leader = False
            self._pressed = PressedKey(key, self._find_holder(key), describe_delivery(key))
        self.query_one("#key-press--state", Static).update(self._describe_state())

    def _find_holder(self, key: str) -> str:
        context = CONTEXT_BY_ID[self._command_id]
        contexts = [context]
        if context is KeyContext.APP:
            contexts += [KeyContext.COMPOSER, KeyContext.PROMPT_TEXT]
        for place in contexts:
            holder = self._keymap.find_command_id(place, key)
            if holder and holder != self._command_id:
                return find_key_title(holder)
        return ""

    def _describe_state(self) -> Content:
        leader = format_key(next(iter(self._keymap.get_keys(LEADER_ID)), ""))
        if self._is_after_leader:
            return Content(f"{leader} … and the key after it")
        pressed = self._pressed
        if pressed is None:
            return Content(f"Press the key, or {leader} and a key." if leader else "Press the key.")
        lines = [Content.styled(format_key(pressed.key), "bold $text-accent")]
        if pressed.taken_from:
            lines.append(Content.styled(f"It does “{pressed.taken_from}” now, which loses it.", "$text-warning"))
        if pressed.doubt:
            lines.append(Content.styled(f"It {pressed.doubt}.", "$foreground-muted"))
        return Content("\n").join(lines)
