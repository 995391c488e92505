"""What an experiment answers: intervals, paired differences, held guarantees, and sentences."""
