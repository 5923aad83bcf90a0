import re

from octui.server.agent.guide.help_text import CONNECT_HELP
from octui.server.agent.guide.questions.topic_table import load_topic_table
from octui.ui.commands.table import COMMANDS


def test_answers_name_only_slash_commands_that_exist() -> None:
    known = {f"/{name}" for command in COMMANDS for name in command.slash}
    named = {name for topic in load_topic_table().topics for name in re.findall(r"`(/[a-z-]+)`", topic.answer)}
    assert named | set(re.findall(r"`(/[a-z-]+)`", CONNECT_HELP)) <= known
    assert len(named) > 15
