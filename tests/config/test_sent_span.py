import random

from octui.config.sent_span import extend_to_break, find_edit, follow_edit, join_parts


def test_a_part_is_followed_through_any_edits_beside_it() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        part = "".join(chance.choices("xy", k=chance.randint(1, 4)))
        before, behind = ("".join(chance.choices("ab\n", k=chance.randint(0, 6))) for _ in range(2))
        for _ in range(8):
            text, start = before + part + behind, len(before)
            added = "".join(chance.choices("ab\n", k=chance.randint(0, 3)))
            if chance.random() < 0.5:
                at = chance.randint(0, len(before))
                before = before[:at] + added + before[at + chance.randint(0, 2) :]
            else:
                at = chance.randint(0, len(behind))
                behind = behind[:at] + added + behind[at + chance.randint(0, 2) :]
            after = before + part + behind
            assert follow_edit(start, len(part), text, after) == len(before)
            left, right, new = find_edit(text, after)
            assert text[:left] + new + text[right:] == after


def test_an_edit_of_the_part_itself_ends_it() -> None:
    assert follow_edit(2, 3, "x abc y", "x abXc y") is None
    assert follow_edit(0, 2, "an", "banana") is None
    assert follow_edit(2, 3, "x abc y", "xx abc y") == 3
    assert follow_edit(2, 3, "x abc y", "x abc yy") == 2


def test_parts_are_joined_and_taken_apart_by_lines() -> None:
    assert join_parts("fix", "lint") == "fix\nlint"
    assert join_parts("fix ", "lint") == "fix lint"
    assert join_parts("", "lint") == "lint"
    assert extend_to_break("fix\nlint", 0, 3) == (0, 4)
    assert extend_to_break("fix\nlint", 4, 8) == (3, 8)
    assert extend_to_break("fix lint", 0, 3) == (0, 3)
