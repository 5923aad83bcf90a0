"""octui's two themes: a calm page, one cool accent colour, and warm colours only for what needs attention.

Every text colour is checked against the lightest and the darkest background it appears on: a contrast of 4.5 to 1 for
text, secondary text included, and 3 to 1 for marks. Other themes are adjusted to that as they are loaded
(`render/theme/readable_variables.py`).
"""

from typing import Final

from textual.theme import Theme

DARK: Final = "octui-dark"
LIGHT: Final = "octui-light"


def _make_variables(**colours: str) -> dict[str, str]:
    return {name.replace("_", "-"): colour for name, colour in colours.items()}


THEMES: Final[tuple[Theme, ...]] = (
    Theme(
        name=DARK,
        dark=True,
        primary="#63c7b6",
        secondary="#86b3e6",
        accent="#c3a5ee",
        success="#9ccb78",
        warning="#e6b866",
        error="#f0868a",
        foreground="#d9dce2",
        background="#15181c",
        surface="#1b1f25",
        panel="#232830",
        variables=_make_variables(
            text="#d9dce2",
            text_muted="#98a0ad",
            foreground_muted="#98a0ad",
            text_disabled="#6a7280",
            text_primary="#79d2c2",
            text_secondary="#93bbea",
            text_accent="#c9aef0",
            text_success="#a6d184",
            text_warning="#ebc27a",
            text_error="#f2959a",
            border="#3d4651",
            border_blurred="#2b323b",
            block_cursor_background="#25453f",
            block_cursor_foreground="#f1f5f4",
            block_cursor_blurred_background="#20302f",
            block_cursor_blurred_foreground="#d9dce2",
            block_hover_background="#232830",
            input_cursor_background="#d9dce2",
            input_cursor_foreground="#15181c",
            input_selection_background="#2f5a54",
            input_selection_foreground="#f1f5f4",
            screen_selection_background="#2f5a54",
            scrollbar="#39424d",
            scrollbar_hover="#4a5563",
            scrollbar_active="#63c7b6",
            scrollbar_background="#15181c",
            scrollbar_corner_color="#15181c",
            footer_key_foreground="#79d2c2",
            link_color="#93bbea",
            button_color_foreground="#15181c",
        ),
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#0c7468",
        secondary="#2c5fae",
        accent="#7d3f9f",
        success="#3f7220",
        warning="#8a5a00",
        error="#b3303d",
        foreground="#2a2d33",
        background="#fbfaf7",
        surface="#f3f1ec",
        panel="#e9e6df",
        variables=_make_variables(
            text="#2a2d33",
            text_muted="#636872",
            foreground_muted="#636872",
            text_disabled="#8f939b",
            text_primary="#0b6a5f",
            text_secondary="#2858a3",
            text_accent="#763a97",
            text_success="#38681b",
            text_warning="#7e5200",
            text_error="#a82a37",
            border="#c3beb3",
            border_blurred="#dad6cc",
            block_cursor_background="#cbe4de",
            block_cursor_foreground="#15211f",
            block_cursor_blurred_background="#e2ebe6",
            block_cursor_blurred_foreground="#2a2d33",
            block_hover_background="#e9e6df",
            input_cursor_background="#2a2d33",
            input_cursor_foreground="#fbfaf7",
            input_selection_background="#b5dad2",
            input_selection_foreground="#15211f",
            screen_selection_background="#b5dad2",
            scrollbar="#cdc8bc",
            scrollbar_hover="#b5afa1",
            scrollbar_active="#0c7468",
            scrollbar_background="#fbfaf7",
            scrollbar_corner_color="#fbfaf7",
            footer_key_foreground="#0b6a5f",
            link_color="#2858a3",
            button_color_foreground="#fbfaf7",
        ),
    ),
)
