"""The studio: change a clause, see the guarantee; play one matter; take the answer away."""
