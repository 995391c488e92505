"""What analyses found, as plain data for other programs."""
