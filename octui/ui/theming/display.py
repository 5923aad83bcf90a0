"""How Textual's app looks and moves: the theme, smooth scrolling, and the step of the wheel."""

from textual.app import App
from textual.constants import TEXTUAL_ANIMATIONS
from textual.theme import Theme

from octui.ui.theming.stylesheet import install_growing_stylesheet
from octui.ui.theming.transparent_page import TransparentPage, find_page_filter


class ThemeDisplay:
    """What is drawn with a theme is drawn by the styles; this only puts it in force."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._stylesheet = install_growing_stylesheet(app)

    def begin_with_theme(self, theme: Theme) -> None:
        """Have the theme in force before any style is parsed: a change parses all of them again."""
        app = self._app
        self._paint_page(theme)
        app.register_theme(theme)
        if theme.ansi:
            app.theme = theme.name
            return
        app.set_reactive(App.theme, theme.name)
        app.set_class(theme.dark, "-dark-mode", update=False)
        app.set_class(not theme.dark, "-light-mode", update=False)
        app.stylesheet.set_variables(app.get_css_variables())

    async def read_styles_ahead(self) -> None:
        """Have the styles of all screens read, so that none opens later for it."""
        await self._stylesheet.read_ahead()

    def draw_theme(self, theme: Theme) -> None:
        """Draw everything with a theme."""
        app = self._app
        self._paint_page(theme)
        is_new = app.get_theme(theme.name) != theme
        app.register_theme(theme)
        if app.theme != theme.name:
            app.theme = theme.name
        elif is_new:
            app.refresh_css(animate=False)

    def _paint_page(self, theme: Theme) -> None:
        """Or leave it unpainted, where the theme has no colour for it."""
        filters = self._app._filters  # Textual has no other way to what is drawn
        filters[:] = [each for each in filters if not isinstance(each, TransparentPage)]
        if (page := find_page_filter(theme)) is not None:
            filters.append(page)

    def set_wheel_rows(self, rows: int) -> None:
        self._app.scroll_sensitivity_y = rows

    def allow_motion(self, allowed: bool) -> None:
        """Whether things may glide to their place; they are put there at once otherwise."""
        self._app.animation_level = TEXTUAL_ANIMATIONS if allowed else "none"

    def write_to_terminal(self, sequence: str) -> None:
        """Send the terminal a sequence that draws nothing."""
        driver = self._app._driver  # Textual has no other way to the terminal
        if driver is not None and not self._app.is_headless:
            driver.write(sequence)
