import subprocess
import sys
from pathlib import Path

from octui.start_cache import cache_file

_CLOSE_AND_READ = """
import os, sys
from octui.start_cache.cache_file import read_cache_file, write_cache_file
write_cache_file("test", b"content")
print(bytes(read_cache_file("test")).decode(), file=sys.stderr)
os.close(0)
os.close(1)
kept = read_cache_file("test")
for descriptor in (0, 1):
    try:
        os.fstat(descriptor)
    except OSError:
        print("still closed", file=sys.stderr)
os._exit(0)
"""


def test_no_file_takes_the_place_of_a_standard_stream_that_was_closed(tmp_path: Path) -> None:
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(Path(cache_file.__file__).parents[2])}
    command = [sys.executable, "-c", _CLOSE_AND_READ]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ended.stderr.splitlines() == ["content", "still closed", "still closed"]
