"""The screen on which one matter is played on real dates."""
