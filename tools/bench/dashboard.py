"""Prints as fast as the terminal accepts it, within a scroll region, and echoes keys on the line below.

Ctrl+c ends it. A key's echo follows all output printed before it, as in any program that prints while the user types.
"""

import os
import select
import termios
import tty

REGION = 10
BURST = b"".join(b"%08d the quick brown fox jumps over the lazy dog\r\n" % number for number in range(80))


def main() -> None:
    before = termios.tcgetattr(0)
    tty.setcbreak(0)
    os.write(1, b"\x1b[2J\x1b[1;%dr\x1b[%d;1Hkeys: \x1b[1;1H" % (REGION, REGION + 2))
    typed = b""
    try:
        while True:
            if select.select([0], [], [], 0)[0]:
                typed = (typed + os.read(0, 1024))[-40:]
                shown = typed.decode(errors="ignore").encode()
                os.write(1, b"\x1b7\x1b[%d;7H%s\x1b[K\x1b8" % (REGION + 2, shown))
            os.write(1, BURST)
    except KeyboardInterrupt:
        termios.tcflush(1, termios.TCOFLUSH)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
        os.write(1, b"\x1b[r\x1b[2J\x1b[H")


if __name__ == "__main__":
    main()
