"""A synthetic class, graded from end to end.

show       the demo itself
synthetic  synthetic submissions: correct, wrong, unfinished, hostile
"""
