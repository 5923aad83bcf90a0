"""A session as one HTML page: it loads nothing, runs nothing, and shows HTML of the session as text."""

import html
from typing import Final

from markdown_it import MarkdownIt

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --muted: #777; --accent: #3b6fd4; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: .95rem; color: var(--accent); border-top: 1px solid var(--line);
  margin-top: 2.2rem; padding-top: .9rem; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; } table { border-collapse: collapse; }
td, th { border: 1px solid var(--line); padding: .2rem .6rem; } blockquote { color: var(--muted);
  border-left: 3px solid var(--line); margin-left: 0; padding-left: 1rem; } img { display: none; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def render_html(markdown: str, title: str) -> str:
    """The page of an exported session's Markdown; links other than http, https and mailto are dropped."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )
