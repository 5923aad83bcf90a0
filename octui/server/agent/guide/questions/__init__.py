"""Questions about octui itself, and their answers."""
