"""`python -m octui.server`."""

import sys

from octui.server.main import main

if __name__ == "__main__":
    sys.exit(main())
