"""The offline guide: a built-in model that is no AI, and does real work when it is told to in plain words."""
