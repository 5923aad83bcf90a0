"""octui beside OpenCode's own TUI: features, keys and tasks, verified and written to docs/parity.md."""
