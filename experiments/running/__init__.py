"""Many replications on one machine or on a cluster: the loop, the pools of workers, the store."""
