"""Check a folder of students' notebooks: `python -m helpers.grading FOLDER`, or `make grade`.

From file to row: `hand_ins` finds and reads, `student` runs the code in a process of its own and
writes down what the answers gave, `judge` starts that process and comes to verdicts in the
teacher's, `isolation` says what it may see, `table` writes them down.
"""
