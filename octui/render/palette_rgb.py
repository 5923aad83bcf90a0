"""The palette for true-colour themes: every foreground is checked against what it is drawn on, and moved if it must."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from octui.render.colours import contrast, distinct, flatten, mix, readable, theme_colour

_READING, _ROLE, _MUTED, _MARK, _FAINT = 4.5, 4.2, 3.6, 3.0, 2.4
"""The least contrast of prose, of coloured words, of what is read second, of marks, and of what only has to be seen."""

_BARE: dict[str, dict[str, str]] = {
    "dark": {
        "background": "#14161b",
        "foreground": "#d8dae0",
        "primary": "#7aa2f7",
        "secondary": "#7dcfd8",
        "accent": "#c49cf0",
        "success": "#86c98a",
        "warning": "#e2b56b",
        "error": "#ec7b83",
    },
    "light": {
        "background": "#fafaf8",
        "foreground": "#2b2d33",
        "primary": "#2f5fc4",
        "secondary": "#157a86",
        "accent": "#8a3fb3",
        "success": "#2c7a36",
        "warning": "#96620a",
        "error": "#bf2f3d",
    },
}
_HUES = ("#f07178", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2")


class _Shades:
    """The colours of one theme, made opaque, and the backgrounds that text may meet."""

    def __init__(self, variables: Mapping[str, str], dark: bool) -> None:
        self.variables = variables
        self.dark = dark
        self.bare = _BARE["dark" if dark else "light"]
        black_or_white = Color.parse("#000000" if dark else "#ffffff")
        self.background = flatten(self.named("background"), black_or_white)
        self.foreground = readable(
            flatten(self.named("foreground"), self.background), [self.background], _READING, dark
        )
        self.surface = self.behind("surface", 0.05)
        self.panel = self.behind("panel", 0.09)
        self.code = self.behind("code-background", 0.055)
        success, error = self.plain("success"), self.plain("error")
        self.added = self.behind("diff-added", 0.14, success)
        self.removed = self.behind("diff-removed", 0.14, error)
        self.added_strong = self.behind("diff-added-emphasis", 0.34, success)
        self.removed_strong = self.behind("diff-removed-emphasis", 0.34, error)
        self.papers = [self.background, self.surface, self.panel, self.code]
        self.diffs = [self.added, self.removed]

    def named(self, name: str) -> Color:
        return theme_colour(self.variables, name) or Color.parse(self.bare[name])

    def plain(self, name: str) -> Color:
        return flatten(self.named(name), self.background)

    def behind(self, name: str, share: float, tint: Color | None = None) -> Color:
        """A background: the theme's own unless it would swallow the text, else a tint of the page."""
        own = theme_colour(self.variables, name)
        if own is not None:
            own = flatten(own, self.background)
            if contrast(self.foreground, own) >= _MUTED:
                return own
        return mix(self.background, tint or self.foreground, share)

    def ink(self, name: str, ratio: float = _ROLE, on: list[Color] | None = None) -> Color:
        """A coloured foreground; on raised surfaces, where it marks more than it is read, less contrast will do."""
        colour = readable(self.plain(name), on or [self.background, self.code], ratio, self.dark)
        return colour if on else readable(colour, self.papers, _MARK, self.dark)


def rgb_styles(variables: Mapping[str, str], dark: bool) -> tuple[dict[str, Style], tuple[RichColor, ...]]:
    """Every style of a palette by its field name, and the sixteen terminal colours."""
    shades = _Shades(variables, dark)
    styles = _roles(shades) | _markdown(shades) | _diff(shades) | _syntax(shades)
    for name, style in styles.items():
        own = theme_colour(variables, name.replace("_", "-"))
        if own is not None and style.color is not None and name not in _ROLES:
            ground = shades.diffs if name.startswith("diff") else shades.papers
            ink = readable(flatten(own, shades.background), ground, _FAINT, dark)
            styles[name] = style + Style(color=ink.rich_color)
    return styles, _terminal(shades)


_ROLES = frozenset({"text", "muted", "primary", "secondary", "accent", "success", "warning", "error", "border"})


def _roles(shades: _Shades) -> dict[str, Style]:
    papers, dark = shades.papers, shades.dark
    text = readable(shades.foreground, papers, _READING, dark)
    muted = readable(mix(shades.background, text, 0.62), papers, _MUTED, dark)
    faint = readable(mix(shades.background, text, 0.4), papers, _FAINT, dark)
    border = mix(shades.background, text, 0.24)
    styles = {name: _fg(shades.ink(name)) for name in ("primary", "secondary", "accent", "success", "warning", "error")}
    return styles | {
        "text": _fg(text),
        "muted": _fg(muted),
        "faint": _fg(faint),
        "info": styles["primary"],
        "background": _bg(shades.background),
        "surface": _bg(shades.surface),
        "panel": _bg(shades.panel),
        "selection": _bg(mix(shades.background, shades.plain("primary"), 0.28)),
        "border": _fg(border),
        "border_active": styles["primary"],
        "user_bar": styles["primary"],
        "code_background": _bg(shades.code),
    }


def _markdown(shades: _Shades) -> dict[str, Style]:
    roles = _roles(shades)
    bold, text, muted, border = Style(bold=True), roles["text"], roles["muted"], roles["border"]
    return {
        "heading_1": roles["primary"] + bold,
        "heading_2": roles["primary"] + bold,
        "heading_3": roles["accent"] + bold,
        "heading_4": text + bold,
        "heading_5": muted + bold,
        "heading_6": muted + Style(italic=True),
        "strong": bold,
        "emph": Style(italic=True),
        "strike": muted + Style(strike=True),
        "inline_code": _fg(shades.ink("secondary")) + _bg(shades.code),
        "link": roles["primary"] + Style(underline=True),
        "link_host": muted,
        "image": roles["secondary"] + Style(italic=True),
        "quote": _fg(readable(mix(shades.background, shades.foreground, 0.78), shades.papers, _READING, shades.dark)),
        "quote_bar": _fg(mix(shades.background, shades.plain("primary"), 0.6)),
        "rule": border,
        "list_marker": _fg(shades.ink("primary", _MUTED)),
        "task_done": roles["success"],
        "table_border": border,
        "table_head": roles["text"] + bold,
        "code_label": muted + _bg(mix(shades.code, shades.foreground, 0.055)),
    }


def _diff(shades: _Shades) -> dict[str, Style]:
    added, removed = shades.added, shades.removed
    return {
        "diff_added": _bg(added),
        "diff_removed": _bg(removed),
        "diff_context": Style(),
        "diff_added_emphasis": _bg(shades.added_strong),
        "diff_removed_emphasis": _bg(shades.removed_strong),
        "diff_added_sign": _fg(shades.ink("success", _MUTED, [added])),
        "diff_removed_sign": _fg(shades.ink("error", _MUTED, [removed])),
        "diff_hunk": _fg(shades.ink("secondary", _MUTED)),
        "diff_gutter": _fg(mix(shades.background, shades.foreground, 0.24)),
        "diff_line_number": _fg(
            readable(mix(shades.background, shades.foreground, 0.4), shades.papers, _FAINT, shades.dark)
        ),
        "diff_added_line_number": _fg(shades.ink("success", _FAINT, [added])) + _bg(mix(shades.background, added, 0.6)),
        "diff_removed_line_number": _fg(shades.ink("error", _FAINT, [removed]))
        + _bg(mix(shades.background, removed, 0.6)),
    }


def _syntax(shades: _Shades) -> dict[str, Style]:
    grounds = [shades.background, shades.code, *shades.diffs]

    def ink(colour: Color) -> Color:
        return readable(colour, grounds, _ROLE, shades.dark)

    spare = [ink(Color.parse(hue)) for hue in (_HUES[4], _HUES[5], _HUES[3], _HUES[2])]
    text = ink(shades.foreground)
    string = ink(shades.plain("success"))
    keyword = distinct([ink(shades.plain("primary")), ink(shades.plain("accent")), *spare], [string, text])
    number = distinct([ink(shades.plain("warning")), *spare], [string, keyword, text])
    function = distinct(
        [ink(shades.plain("secondary")), ink(shades.plain("accent")), *spare], [keyword, string, number, text]
    )
    kind = distinct([ink(shades.plain("accent")), *spare], [keyword, string, number, function, text])
    comment = readable(mix(shades.background, shades.foreground, 0.55), grounds, _MUTED, shades.dark)
    quiet = ink(mix(shades.background, shades.foreground, 0.8))
    inks = {
        "text": text,
        "keyword": keyword,
        "string": string,
        "number": number,
        "function": function,
        "type": kind,
        "operator": quiet,
        "punctuation": quiet,
        "variable": text,
        "builtin": kind,
        "constant": number,
        "decorator": kind,
        "tag": keyword,
        "attribute": function,
        "error": ink(shades.plain("error")),
    }
    styles = {f"syntax_{name}": _fg(colour) for name, colour in inks.items()}
    styles["syntax_comment"] = _fg(comment) + Style(italic=True)
    return styles


def _terminal(shades: _Shades) -> tuple[RichColor, ...]:
    black, white = mix(shades.background, shades.foreground, 0.3), mix(shades.background, shades.foreground, 0.85)
    hues = [shades.plain("error"), shades.plain("success"), shades.plain("warning"), *map(Color.parse, _HUES[3:])]
    plain = [black, *hues, white] if shades.dark else [shades.foreground, *hues, black]
    bright = [
        mix(shades.background, shades.foreground, 0.5),
        *(mix(hue, shades.foreground, 0.2) for hue in hues),
        shades.foreground,
    ]
    return tuple(readable(colour, [shades.background], _FAINT, shades.dark).rich_color for colour in (*plain, *bright))


def _fg(colour: Color) -> Style:
    return Style(color=colour.rich_color)


def _bg(colour: Color) -> Style:
    return Style(bgcolor=colour.rich_color)
