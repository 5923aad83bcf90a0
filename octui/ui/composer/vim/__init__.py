"""The prompt as in vim: a state machine over a text and a cursor, which knows no widget."""
