"""Pictures written at build time as SVG, one module a kind; no script, no dependency.

A picture is as wide as its place: geometry stands in a nested drawing that is stretched (strokes
keep their width), text is placed in percent and keeps its size, so it can be read on a phone.
Colours come from classes only. Each picture has a title and a description; the page gives the
finding in words and the numbers as a table.
"""
