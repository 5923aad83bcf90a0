"""The keys of octui in a list: find one, change it, see what is wrong with those somebody wrote."""
