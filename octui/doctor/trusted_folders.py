"""What the user decided about folders whose configuration needs trust."""

from datetime import datetime

from octui.doctor.facts import Fact, Section
from octui.render.text.counts import format_count
from octui.server import server_paths
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import TrustedFolder


def check_trusted_folders() -> Section:
    """The folders whose whole configuration is in force, and those with only its harmless part in force."""
    kept = TrustStore(server_paths.locate_data_folder()).list_trusted_folders()
    return Section(
        "trusted_folders",
        (
            Fact("trusted", [_describe_folder(folder) for folder in kept if folder.decision == "trusted"]),
            Fact("only_harmless", [_describe_folder(folder) for folder in kept if folder.decision == "harmless"]),
        ),
    )


def _describe_folder(folder: TrustedFolder) -> str:
    day = datetime.fromtimestamp(folder.time / 1000).astimezone().date().isoformat()
    count = len(folder.requests)
    return f"{folder.root} ({day}, {format_count(count, 'request')})"
