from octui.server.agent.tools.web.html_to_markdown import html_to_markdown, html_to_text

PAGE = """
<html><head><title>T &amp; U</title><script>evil()</script></head><body><nav>menu</nav>
<h1>Hello</h1><p>page <b>body</b> with <a href="/x">a link</a> and <a href="javascript:x">none</a>.</p>
<ul><li>one<li>two<ol><li>inner</ol></ul><pre>  a
  b</pre><table><tr><td>1</td><td>2</td></tr></table><img src=x alt="A cat"></body></html>
"""


def test_a_page_becomes_markdown() -> None:
    markdown = html_to_markdown(PAGE, "https://example.com/dir/")
    assert markdown.startswith("T & U\n\n# Hello\n\npage **body** with [a link](https://example.com/x) and none.\n")
    assert "- one\n- two\n  1. inner\n" in markdown
    assert "```\n  a\n  b\n```" in markdown
    assert "1 | 2" in markdown
    assert "![A cat]" in markdown
    assert "evil" not in markdown
    assert "menu" not in markdown


def test_a_page_becomes_plain_text() -> None:
    assert "page body with a link and none." in html_to_text(PAGE)


def test_malformed_pages_are_converted() -> None:
    assert html_to_markdown("<div>" * 50_000 + "deep") == "deep"
    assert html_to_markdown("</ul></pre><li>x<a>y</b></a>")
