"""The domain of Quarterdeck and its storage: no screen code, no terminal."""
