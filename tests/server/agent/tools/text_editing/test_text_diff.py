import re

from hypothesis import given
from hypothesis import strategies as st

from octui.server.agent.tools.text_editing.text_diff import diff_texts, split_keeping_ends

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  a", "x y", "d\x0ce", "f\u2028g", "h\r"]), max_size=12).map(
    "\n".join
)


def apply_diff(before: str, patch: str) -> str:
    """What a unified diff makes of a text."""
    old = split_keeping_ends(before)
    made: list[str] = []
    at, sign = 0, ""
    for line in split_keeping_ends(patch)[4:]:
        if heading := re.match(r"@@ -(\d+),(\d+) ", line):
            start = int(heading[1]) - (1 if int(heading[2]) else 0)
            made += old[at:start]
            at = start
        elif line.startswith("\\"):
            made[-1:] = [made[-1].removesuffix("\n")] if sign != "-" else made[-1:]
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert line[1:].rstrip("\n") == old[at].rstrip("\n")
            if line[0] == " ":
                made.append(line[1:])
            at += 1
        sign = line[0]
    return "".join([*made, *old[at:]])


@given(LINES, LINES)
def test_applying_a_diff_gives_the_new_text(before: str, after: str) -> None:
    made = diff_texts("/p/a.txt", before, after)
    assert apply_diff(before, made.patch) == after
    assert made.patch.startswith("Index: /p/a.txt\n" + "=" * 67 + "\n--- /p/a.txt\n+++ /p/a.txt\n")


def test_a_diff_of_a_large_file_is_fast() -> None:
    before = "".join(f"line {number}\n" for number in range(200_000))
    made = diff_texts("/p/a.txt", before, before.replace("line 100000\n", "changed\n"))
    assert (made.additions, made.deletions) == (1, 1)
    assert made.patch.count("\n") < 15
