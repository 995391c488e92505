"""How anything is shown: blocks, and how a terminal, a page and a chart render them."""
