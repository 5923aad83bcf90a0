"""Terminals: real processes on real pseudo-terminals, which any number of clients may join."""
