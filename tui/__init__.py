"""The composition root: the app, the command line, keys, themes."""
