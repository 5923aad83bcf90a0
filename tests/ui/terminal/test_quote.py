import pytest

from octui.ui.terminal.quote import find_output_between_prompts

PROMPT = "me@host:~/shop$ "


@pytest.mark.parametrize(
    ("lines", "output"),
    [
        ([PROMPT + "seq 2", "1", "2"], "1\n2"),
        ([PROMPT + "ls", "old", PROMPT + "seq 2", "1", "2"], "1\n2"),
        ([PROMPT + "seq 2", "1", "2", PROMPT.rstrip(), PROMPT.rstrip()], "1\n2"),
        ([PROMPT + "true"], ""),
        (["┌ shop", PROMPT + "seq 2", "1", "2", "┌ shop"], "1\n2"),
        (["welcome", "1", "2"], None),
        ([], ""),
        ([PROMPT.rstrip(), ""], ""),
    ],
)
def test_output_stands_between_two_prompts_that_are_alike(lines: list[str], output: str | None) -> None:
    assert find_output_between_prompts(lines, PROMPT) == output


@pytest.mark.parametrize("prompt", ["# ", "> ", "", "Password: ", "me@host:~/shop$ ls"])
def test_what_could_be_output_is_no_prompt(prompt: str) -> None:
    assert find_output_between_prompts(["# Title", "text", "me@host:~/shop$ ls -l"], prompt) is None
