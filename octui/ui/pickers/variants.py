"""How hard the model thinks: the variants its provider offers."""

from collections.abc import Sequence

from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow


def build_variant_rows(variants: Sequence[str], current: str | None) -> list[PickerRow]:
    """The server's default, with an empty id, and the variants in the order they were given: least effort first."""
    default = PickerRow(id="", title="default", detail="what the server uses by itself", current=not current)
    return [default, *(PickerRow(id=name, title=name, current=name == current) for name in variants)]


class VariantPicker(Picker[str]):
    """Answers the name of a variant, `""` for the server's default."""

    def __init__(self, variants: Sequence[str], current: str | None) -> None:
        super().__init__("Thinking effort", lambda: build_variant_rows(variants, current), answer=lambda row: row.id)
