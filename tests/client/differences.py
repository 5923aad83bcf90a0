"""Where the server that comes with octui rightly does otherwise than OpenCode's, each with its reason."""

DIFFERENCES = {
    "test_the_servers_log_is_written_to": "It keeps its log among octui's own.",
    "test_what_opens_and_submits_arrives_as_a_command": "open-themes opens the themes, and not the sessions.",
    "test_only_old_names_of_commands_arrive_with_a_name": "Commands named with dots arrive with their names too.",
    "test_a_directory_that_is_not_there_is_empty_or_an_error": "What is not there is answered 404, and not 500.",
    "test_a_text_is_read_without_its_last_line_break": "A text is read as it is, so that it can be written back.",
    "test_a_missing_file_is_an_empty_text": "A file that is not there is answered 404: it is told from an empty one.",
    "test_nothing_outside_of_the_project_is_read": "It is refused with 400 and the reason, and not with 500.",
    "test_the_older_file_status_is_empty_on_newer_servers": "The status of files is what git says, and not empty.",
    "test_symbols_need_a_language_server": "What Python files define is found without one.",
    "test_a_pattern_that_is_none_fails_or_finds_nothing": "A bad pattern is refused with 400 and the reason.",
    "test_a_command_that_cannot_start_is_an_error": "It is refused with 400 and the reason, and not with 500.",
}
"""By the name of the test that it does not pass."""
