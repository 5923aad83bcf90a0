from datetime import datetime

from octui.render.text.clock_time import format_as_of

NOW = datetime(2025, 11, 29, 15, 30)


def describe_moment(moment: datetime) -> str:
    return format_as_of(moment.timestamp() * 1000, NOW.timestamp() * 1000)


def test_a_moment_of_today_is_a_time_and_an_earlier_one_has_its_day() -> None:
    assert describe_moment(datetime(2025, 11, 29, 9, 5, 59)) == "as of 09:05"
    assert describe_moment(datetime(2025, 11, 28, 23, 59)) == "as of 28 Nov 23:59"


def test_what_holds_now_has_no_date_and_an_unknown_moment_says_so() -> None:
    assert format_as_of(None) == ""
    assert format_as_of(0) == "when last heard of"
