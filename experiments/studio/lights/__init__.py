"""Lights beside a text: whether its guarantees hold, how soon, and on what that rests."""
