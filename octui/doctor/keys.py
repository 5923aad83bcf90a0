"""The configured keys: which files count here, and which of their keys cannot be used."""

from pathlib import Path

from octui.doctor.facts import Fact, Section
from octui.ui.keys.config.load import load_key_setup
from octui.ui.keys.config.own_file import locate_own_file


def check_keys(directory: Path) -> Section:
    """octui's own file of keys and every `tui.json` that counts in a directory."""
    setup = load_key_setup(directory)
    facts = [
        Fact("keys_file", str(locate_own_file()), "" if setup.own.text else "not created yet"),
        Fact("tui_json", list(setup.tui_files)),
        Fact("profile", setup.own.profile),
    ]
    if setup.mistakes:
        facts.append(Fact("not_used", [problem.sentence for problem in setup.mistakes], is_problem=True))
    notes = [problem.sentence for problem in setup.problems if problem.is_note]
    if notes:
        facts.append(Fact("good_to_know", notes))
    return Section("keys", tuple(facts))
