"""Language models: which there are, how to reach them, and what they say."""
