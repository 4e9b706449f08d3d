"""In the place of pip while a notebook is graded: it would change the environment of all."""

raise SystemExit("pip is switched off while notebooks are graded")
