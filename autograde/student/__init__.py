"""What a student runs.

workspace  the student's copy of the lessons
lab        JupyterLab with the course's settings
kernels    transport settings of kernels
running    run a notebook in a kernel
selfcheck  check a notebook as grading will
handin     submit a notebook, and show the solution
reporting  write what the authors need to know about a wrong verdict
doctor     check the installation
"""
