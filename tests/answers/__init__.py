"""Answers to the exercises, wrong and right, that no mistake of an exercise is made from."""
