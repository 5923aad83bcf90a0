"""`python -m octui.server`."""

import gc
import importlib
import sys

if __name__ == "__main__":
    # Nothing of what is imported ever becomes garbage; the collector comes back when the server listens.
    gc.disable()
    sys.exit(importlib.import_module("octui.server.main").main())
