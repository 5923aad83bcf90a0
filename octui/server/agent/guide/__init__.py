"""The offline guide: a built-in model that is not an AI; it runs real tools for plain sentences."""
