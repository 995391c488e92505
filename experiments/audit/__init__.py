"""``shenguan audit``: is the text sound?"""
