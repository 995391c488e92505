"""The queries behind a verdict in the forms that other tools read."""
