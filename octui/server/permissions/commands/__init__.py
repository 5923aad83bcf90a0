"""What a command runs and uses, and which permission it needs."""
