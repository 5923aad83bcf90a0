import pytest

from octui.ui.composer.mention_doubt import describe_missing_files, find_doubtful_mentions, is_meant_as_file
from octui.ui.messages import Attachment


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see @f.py:2-3, and @g.py#L2-L3.", ["f.py", "g.py"]),
        ("is it @q? or @a#b", ["q", "a#b"]),
        ("(@src/app.py)", ["src/app.py"]),
        ("mail me@host.txt", []),
        ("```\n@app.py\n```\nthen @b.py", ["b.py"]),
        ("```\n@app.py", []),
        ("@@x @ @,", ["@x"]),
    ],
)
def test_words_behind_a_sign_are_doubtful_outside_of_code(text: str, names: list[str]) -> None:
    assert [mention.name for mention in find_doubtful_mentions(text, ())] == names


def test_what_is_attached_is_not_doubtful() -> None:
    assert find_doubtful_mentions("@my file.txt", [Attachment("file", "my file.txt", 0, 12)]) == ()


@pytest.mark.parametrize(
    "text",
    ["@missing.txt", "@f.py:2-3", "@notes#L2-L3", "@notes:4-9", "@src/nothing", "@./x", "@Makefile", "@img/logo.PNG"],
)
def test_what_is_written_like_a_file_is_meant_as_one(text: str) -> None:
    (mention,) = find_doubtful_mentions(text, ())
    assert is_meant_as_file(mention, has_folder=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "@property",
            "@pytest.mark.slow",
            '@router.patch("/items")',
            "@app.route('/')",
            "@Override",
            "@2x",
            "@everyone",
        ),
        *(
            "@types/node",
            "@angular/core",
            "@octocat",
            "@Component({",
            "@media",
            "@v1.2",
            "@example.com",
            "@user:home.org",
        ),
        *('"@components/Button.tsx"', "'@types/x.ts'", "`@missing.txt`", "@angular/", "@user#1234"),
    ],
)
def test_decorators_packages_and_people_are_not_meant_as_files(text: str) -> None:
    assert not any(is_meant_as_file(mention, has_folder=False) for mention in find_doubtful_mentions(text, ()))


def test_a_scope_of_packages_is_one_even_where_a_folder_has_its_name() -> None:
    (mention,) = find_doubtful_mentions("@types/node", ())
    assert not is_meant_as_file(mention, has_folder=True)


def test_a_sentence_names_a_few_and_counts_the_rest() -> None:
    assert describe_missing_files(["a.py"]) == "@a.py is not a file here"
    assert describe_missing_files(list("abcde")) == "@a, @b, @c and 2 more are not files here"
    assert len(describe_missing_files(["x" * 500])) < 80
