from octui.ui.controllers.server_calls import build_prompt_parts
from octui.ui.messages import Attachment
from octui.wire.prompt import AgentInput, FileInput, FromFile, Mention, TextInput


def test_a_plain_prompt_is_one_text() -> None:
    assert build_prompt_parts("hello", (), "/p") == [TextInput(text="hello")]


def test_a_file_is_named_by_its_place_on_the_server() -> None:
    text = "see @src/a b.py#2-4"
    (_, file) = build_prompt_parts(text, [Attachment("file", "src/a b.py", 4, len(text), (2, 4))], "/p/")
    assert file == FileInput(
        mime="text/plain",
        url="file:///p/src/a%20b.py?start=2&end=4",
        filename="src/a b.py",
        source=FromFile(path="src/a b.py", text=Mention(value="@src/a b.py#2-4", start=4, end=len(text))),
    )


def test_a_folder_says_that_it_is_one() -> None:
    (_, folder) = build_prompt_parts("@src/", [Attachment("file", "src/", 0, 5)], "/p")
    assert isinstance(folder, FileInput)
    assert folder.mime == "application/x-directory"


def test_an_absolute_path_stays_as_it_is() -> None:
    (_, file) = build_prompt_parts("@/etc/hosts", [Attachment("file", "/etc/hosts", 0, 11)], "/p")
    assert isinstance(file, FileInput)
    assert file.url == "file:///etc/hosts"


def test_an_agent_is_mentioned_by_name() -> None:
    (_, agent) = build_prompt_parts("@general look", [Attachment("agent", "general", 0, 8)], "/p")
    assert agent == AgentInput(name="general", source=Mention(value="@general", start=0, end=8))
