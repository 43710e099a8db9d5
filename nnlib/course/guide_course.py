"""The teacher's page to the course: its plan, and how to hand out, collect and grade."""

from collections.abc import Mapping

from nnlib.course.cuts import SHORT
from nnlib.course.editions import Notebook, exercise_of
from nnlib.course.home import is_home
from nnlib.course.minutes import minutes_at_home, minutes_of_lesson

DOUBLE = 90
"""Minutes of a double lesson."""

ON_THE_HUB = {
    "You hand out a lesson": ("nbgrader release_assignment {lesson}",),
    "Each student takes it, works in it, and hands it in": (
        "nbgrader fetch_assignment {lesson}",
        "nbgrader submit {lesson}",
    ),
    "You collect, grade, and give back": (
        "nbgrader collect {lesson}",
        "nbgrader autograde {lesson}",
        "nbgrader generate_feedback {lesson}",
        "nbgrader release_feedback {lesson}",
        "nbgrader export --to=grades.csv",
    ),
    "Each student reads what was wrong": ("nbgrader fetch_feedback {lesson}",),
}
"""Who runs which commands of nbgrader, in their order; a test runs them."""

HOW_TO = """\
A lesson is made for 45 minutes on a projector. Each runs alone: what was not written in an earlier
lesson comes from `nnlib`, and what is not solved in this one from the finished version. So any
lesson can be left out, shortened, or read at home.

The minutes are counted from what is in a lesson, and agree with a teacher's clock: six for an
exercise that is written together, one and a half for a vote. What a heading marks *for home* is not
in them: some of the exercises, the explorers, some experiments. The page of a lesson says which of
these cells you run all the same, as later ones need them, and which you can skip.

- **Before the lesson** run it once on the machine of the room (*Run → Run All Cells*), then choose
  *Kernel → Restart Kernel and Clear Outputs of All Cells*.
- **On the projector** close the file browser (Ctrl + B), and run this in a cell of its own:
  `from nnlib.course.projector import projector; projector()`. Or show the slides, which need no
  kernel: `make slides`, then open `slides/index.html`. The arrows and the space bar lead on.
- **In the lesson** ask each prediction aloud, let everybody choose, and only then run on. Write its
  exercises together, mistakes included: the check names them.
- **The first cell** of a lesson takes a few seconds, as it imports; what else waits is in its page.
- **Short of time?** The page of a lesson says what to cut first. Then give an exercise as homework.

## Ten lessons

{short}. The rest is for home, or for those who are ahead.

## Eight double lessons

Two lessons at a time, in their order. Where they are longer than {double} minutes together, give an
exercise or two as homework.

{pairs}"""

FOLDERS = """\
## Hand out, collect and grade with mere folders

1. `make class` makes `class/release`: hand out the folder of a lesson, by a stick or a web page.
2. Students run the last cell of the lesson, and send you the zip file that it makes.
3. Put these into a folder, and run `make grade FROM=folder`. Points and remarks are in
   `folder/grades.csv`, one line for each zip file."""

HUB = """\
## Hand out, collect and grade on a JupyterHub

Once, as its administrator, make the folder through which lessons are exchanged, and say in
`/etc/jupyter/nbgrader_config.py` what the course is called:

```
mkdir -p /usr/local/share/nbgrader/exchange
chmod ugo+rwx /usr/local/share/nbgrader/exchange
```

```python
c = get_config()
c.CourseDirectory.course_id = "nnlib"
```

Your commands run in `class/`, those of a student in their home folder; both can use the buttons of
nbgrader in JupyterLab instead. Where `nbgrader` is not found: `source .venv/bin/activate`."""


def guide_to_course(notebooks: Mapping[str, Notebook]) -> str:
    """Return the page to the course, in Markdown.

    Args:
        notebooks: The lessons by name, such as "02_jacobians", with their answers.
    """
    pairs = "\n".join(_double_lessons(notebooks))
    how_to = HOW_TO.format(short=", ".join(SHORT), double=DOUBLE, pairs=pairs)
    parts = ["# The course, for its teacher", _table(notebooks), how_to, FOLDERS, HUB]
    return "\n\n".join([*parts, *_commands("02_jacobians")]) + "\n"


def _table(notebooks: Mapping[str, Notebook]) -> str:
    rows = [
        "| lesson | minutes | exercises | minutes for home | exercises for home |",
        "|---|---|---|---|---|",
    ]
    for name, notebook in notebooks.items():
        cells = notebook["cells"]
        answers = [cell for cell in cells if exercise_of(cell)[1] == "answer"]
        home = sum(map(is_home, answers))
        in_class, at_home = minutes_of_lesson(cells), minutes_at_home(cells)
        rows.append(
            f"| [{name}]({name}.md) | {in_class:.0f} | {len(answers) - home} "
            f"| {at_home:.0f} | {home} |"
        )
    return "\n".join(rows)


def _double_lessons(notebooks: Mapping[str, Notebook]) -> list[str]:
    rows = ["| double lesson | lessons | minutes |", "|---|---|---|"]
    names = list(notebooks)
    for number, pair in enumerate(zip(names[::2], names[1::2], strict=False), start=1):
        minutes = sum(round(minutes_of_lesson(notebooks[name]["cells"])) for name in pair)
        rows.append(f"| {number} | {' and '.join(name[:2] for name in pair)} | {minutes} |")
    return rows


def _commands(lesson: str) -> list[str]:
    return [
        f"{who}:\n\n```\n{chr(10).join(commands).format(lesson=lesson)}\n```"
        for who, commands in ON_THE_HUB.items()
    ]
