"""Code base rules that no linter covers: layout, names, classes, import cycles, tracked files."""
