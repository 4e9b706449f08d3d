"""Print what every exercise checks, as a Markdown table: `python -m helpers.checks`."""

from helpers.checks import NOTEBOOKS, exercises

print("| exercise | answer | tolerance | mistakes it recognises |\n|---|---|---|---|")
for notebook in NOTEBOOKS:
    for exercise in exercises(notebook):
        names = "; ".join(mistake.name for mistake in exercise.mistakes)
        print(
            f"| {exercise.id}: {exercise.title} | `{exercise.answer_name}` "
            f"| {exercise.tolerance:g} | {names} |"
        )
