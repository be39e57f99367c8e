"""Joins results, tasks, suites and cards; decides what counts; ranks.

What the site, the exports and `compare` read. Knows nothing of pages.
"""
