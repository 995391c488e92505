"""``shenguan capacity``: can an office keep its duties, and how many officers does it take?"""
