"""An OpenCode-compatible server: the one that comes with octui."""
