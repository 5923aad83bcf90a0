"""The keys of octui in a list: find one, change it, and see what is wrong with configured ones."""
