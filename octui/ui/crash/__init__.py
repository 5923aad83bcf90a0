"""What the user sees when an error in octui has ended it: what happened, a report to copy, and a way to go on."""
