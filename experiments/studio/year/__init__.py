"""The screen on which a year passes, before and after."""
