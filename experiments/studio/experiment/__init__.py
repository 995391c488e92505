"""The screen on which an experiment is designed and run."""
