"""What came of a class, rendered for people and platforms.

status     points and status of every student
screen     terminal output
prose      a student's Markdown as harmless HTML, with formulas
html       pages from templates
page       the text of a feedback page
feedback   write feedback pages, pack and publish them
export     grades as CSV
regrades   who gained and who lost when a lesson was graded again
class_page  an HTML page about the class
platforms  grades for Canvas, Moodle and LTI 1.3
"""
