import os
from pathlib import Path

from octui.backend.server_commands import add_log_options, make_embedded_command, make_opencode_command
from octui.config.options import Options
from octui.platform.log_stream import LogStream


def test_entries_are_lines_of_at_least_the_level_and_a_closed_reader_is_no_error() -> None:
    reader, writer = os.pipe()
    log = LogStream(writer, "WARN")
    log.write_entry("INFO", "quiet")
    log.write_entry("ERROR", "two\nlines")
    text = os.read(reader, 4096).decode()
    assert text.startswith("ERROR ")
    assert text.endswith(" service=octui two lines\n")
    os.close(reader)
    os.close(writer)
    log.write_entry("ERROR", "nowhere")
    LogStream(None).write_entry("ERROR", "nowhere")


def test_a_server_is_started_with_the_level_and_only_where_logs_are_wanted() -> None:
    opencode, embedded = make_opencode_command("/bin/opencode"), make_embedded_command()
    wanted = Options(directory=Path("/tmp"), log_level="DEBUG", log_descriptor=7)
    assert add_log_options(opencode, wanted).argv[-3:] == ("--print-logs", "--log-level", "DEBUG")
    assert add_log_options(embedded, wanted).argv == embedded.argv
    assert add_log_options(embedded, wanted).log_descriptor == 7
    assert add_log_options(opencode, Options(directory=wanted.directory)) == opencode
