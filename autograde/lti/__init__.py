"""Post scores to a learning platform by LTI 1.3: what `lstm-course lti` does.

keys      the key pair that identifies the class to the platform
settings  `lti.toml` in the class folder
platform  tokens, requests, retries
services  the column of a lesson, and the members of a course
receipts  what was sent and what the platform answered, a file per student
posting   which scores differ from what the platform has, and send them
"""
