"""The rules of this code base that no linter knows: layout, names, classes, import circles, tracked files."""
