"""The screen on which a text is changed, clause by clause."""
