"""Ratios of accuracy and speed, each measured in one run: `python -m benchmarks [name ...]`."""
