"""``shenguan bounds``: guaranteed bounds as expressions over limits and deadlines."""
