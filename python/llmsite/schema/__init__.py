"""Every record that crosses a stage or reaches disk, one topic a module.

Owns names, types and their meaning. Knows nothing of files, models, metrics or pages.
"""
