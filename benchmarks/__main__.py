"""Run the benchmarks named on the command line, or all of them."""

import sys
from importlib import import_module

NAMES = ["accuracy", "speed", "frames", "latency", "regression"]

if unknown := set(sys.argv[1:]) - set(NAMES):
    sys.exit(f"unknown benchmark: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
for name in sys.argv[1:] or NAMES:
    import_module(f"benchmarks.{name}").main()
