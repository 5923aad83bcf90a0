"""The picker of thinking effort: the variants that the provider offers for the model."""

from collections.abc import Sequence

from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow


def build_variant_rows(variants: Sequence[str], current: str | None) -> list[PickerRow]:
    """The server's default, with an empty id, then the variants in the order given: least effort first."""
    default = PickerRow(id="", title="default", detail="the server's own choice", current=not current)
    return [default, *(PickerRow(id=name, title=name, current=name == current) for name in variants)]


class VariantPicker(Picker[str]):
    """Returns the name of a variant, `""` for the server's default."""

    def __init__(self, variants: Sequence[str], current: str | None) -> None:
        super().__init__("Thinking effort", lambda: build_variant_rows(variants, current), answer=lambda row: row.id)
