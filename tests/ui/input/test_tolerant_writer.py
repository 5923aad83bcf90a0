"""Writing to a terminal that another program changes, or that is closed."""

import os
from threading import Thread

from octui.ui.input.tolerant_writer import TolerantWriter

FRAMES = [f"{number:05}é" * 2000 for number in range(40)]
"""Together more than a pipe holds."""


def test_everything_arrives_though_another_program_made_it_non_blocking() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    arrived: list[bytes] = []

    def read_all() -> None:
        while chunk := os.read(reading, 4096):
            arrived.append(chunk)

    def write_all() -> None:
        with os.fdopen(writing, "w", encoding="utf-8") as file:
            output = TolerantWriter(file, lambda: None)
            for frame in FRAMES:
                output.write(frame)

    writer, reader = Thread(target=write_all), Thread(target=read_all)
    writer.start()
    reader.start()
    writer.join()
    reader.join()
    os.close(reading)
    assert b"".join(arrived).decode() == "".join(FRAMES)


def test_what_is_written_to_a_closed_terminal_is_dropped_and_it_is_said_once() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    reports: list[str] = []
    with os.fdopen(writing, "w", encoding="utf-8") as file:
        output = TolerantWriter(file, lambda: reports.append("closed"))
        for frame in FRAMES:
            output.write(frame)
    assert reports == ["closed"]
