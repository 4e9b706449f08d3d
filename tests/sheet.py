"""Write every demo at three states to build/sheet: its start, and its controls at their ends."""

from itertools import cycle
from pathlib import Path

from helpers import demos
from helpers.controls import along

FOLDER = Path(__file__).resolve().parent.parent / "build" / "sheet"


def main():
    """Draw the start, then low and high ends in turn, then the other way round."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in demos.__all__:
        demo = getattr(demos, name)()
        write(demo, name, "start")
        for first in (0, 1):
            for control, side in zip(demo.controls.values(), cycle((first, 1 - first))):
                control.value = along(control, 2)[side]
            write(demo, name, "high_low" if first else "low_high")
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


def write(demo, name, state):
    """Write the picture, and print what it says."""
    (FOLDER / f"{name}_{state}.png").write_bytes(demo.picture.value)
    print(f"{name}, {state}: {demo.description}")


if __name__ == "__main__":
    main()
