"""Terminals: processes on pseudo-terminals, to which any number of clients can connect."""
