"""``shenguan trust``: on whose obedience does a guarantee depend?"""
