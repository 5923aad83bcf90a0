"""`python -m octui.server`."""

import gc
import importlib
import sys

if __name__ == "__main__":
    # Imported modules never become garbage; the collector is switched on again once the server is listening.
    gc.disable()
    sys.exit(importlib.import_module("octui.server.main").main())
