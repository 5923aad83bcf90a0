"""Which keys people set: OpenCode's `tui.json` files, octui's own file, and profiles, merged into one keymap."""
