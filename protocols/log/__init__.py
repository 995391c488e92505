"""Records of real matters: the file that says what their columns mean, and their reader."""
