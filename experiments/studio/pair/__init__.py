"""The screen on which two texts are held against each other."""
