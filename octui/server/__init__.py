"""An OpenCode-compatible server: the one octui brings along."""
