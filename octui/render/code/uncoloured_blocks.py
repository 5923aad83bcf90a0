"""Blocks whose code was drawn plain, as its language was not loaded."""

from collections.abc import Set as AbstractSet

from octui.render.code.lexers import is_loaded


class UncolouredBlocks:
    """What each of them waits for, by the key of the block."""

    def __init__(self) -> None:
        self._languages: dict[str, set[str]] = {}

    def add_block(self, key: str, missing: AbstractSet[str]) -> None:
        """Note that code of the block is plain for lack of these; that of no languages changes nothing."""
        if missing:
            self._languages.setdefault(key, set()).update(missing)

    def list_languages(self) -> set[str]:
        """All that is to be loaded."""
        return {language for missing in self._languages.values() for language in missing if not is_loaded(language)}

    def take_block(self) -> str | None:
        """The key of one that no longer has to be plain; None where there is none."""
        key = next((key for key, missing in self._languages.items() if all(map(is_loaded, missing))), None)
        if key is not None:
            del self._languages[key]
        return key
