"""What may follow the leader key, shown while it waits."""
