"""The course's helper package: import by module, as in `from helpers.functions import softmax`."""
