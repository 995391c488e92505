"""``shenguan simulate``: one year of offices, officers and queues on real dates."""
