"""``shenguan readings``: which answers hinge on how a clause was read?"""
