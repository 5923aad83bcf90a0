"""`python -m octui`."""

from octui.cli import main

main()
