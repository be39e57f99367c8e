"""The validation rules: what must hold for files that somebody proposes, with a reason and a fix.

One module a group of codes; `rules.RULES` is the table of all of them. Everything that is read
here is hostile: it is data, its names are never arguments, paths or markup.
"""
