"""What turns and sessions use, and the question whether to go on at a limit."""
