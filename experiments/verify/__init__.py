"""``shenguan verify``: is it guaranteed, how soon, and on which articles does that rest?"""
