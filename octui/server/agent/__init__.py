"""The agent: prompts in, messages and changed files out."""
