"""What users send: prompts with attachments, slash commands and shell commands."""
