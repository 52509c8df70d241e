"""Which submissions of a lesson agree more than chance explains: a hint for a conversation.

evidence  the names, comments, mistakes and phrases of an answer
chance    pairs of students, and how often chance alone agrees as much
report    read a class, compare it, and write a page
"""
