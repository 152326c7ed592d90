"""The command line, driven as people and scripts drive it: by real processes on real files."""
