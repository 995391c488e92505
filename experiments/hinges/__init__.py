"""What each conclusion of an experiment hinges on."""
