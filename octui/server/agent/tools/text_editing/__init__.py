"""Reading, diffing, replacing and patching text files."""
