"""What is understood of a prompt: sentences in five languages, and the tool calls they stand for."""
