"""``shenguan diff``: what changed between texts, and which is stricter."""
