"""What a model reads before the conversation: prompts and instruction files."""
