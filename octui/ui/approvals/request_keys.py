"""The keys of a card, as its guard needs them: which are its own, and which of them are characters."""

from octui.ui.keymap import KeyContext, get_keymap

CARD_CONTEXTS = (KeyContext.REQUEST, KeyContext.PERMISSION, KeyContext.QUESTION)


def find_request_command(key: str) -> str:
    """What a key means on every card; `""` when nothing."""
    return get_keymap().find_command_id(KeyContext.REQUEST, key)


def is_card_key(key: str) -> bool:
    """Whether a key means something on some card, so that no card lets it through to the app."""
    return any(get_keymap().find_command_id(context, key) for context in CARD_CONTEXTS)


def list_confirming_keys() -> tuple[str, ...]:
    """The keys that give the selected answer."""
    return get_keymap().get_keys("permission.confirm")


def list_command_characters(context: KeyContext, answers: str) -> str:
    """The characters that mean something on a card of this kind, without those that pick an answer."""
    keymap = get_keymap()
    commands = (*keymap.entries[KeyContext.REQUEST], *keymap.entries[context])
    return "".join(character for character in keymap.list_characters(*commands) if character not in answers)


def is_button_key(key: str) -> bool:
    """Whether a key moves along a row of buttons."""
    return get_keymap().find_command_id(KeyContext.PERMISSION, key) in (
        "permission.option.previous",
        "permission.option.next",
    )
