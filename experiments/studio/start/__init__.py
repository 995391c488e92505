"""The first screen: which text, and what can be asked of it."""
