"""The tools an agent has, each in a file of its own."""
