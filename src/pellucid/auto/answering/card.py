"""The page of text that lies in a model's folder."""

from pellucid.auto.answering.saving import Summary
from pellucid.auto.columns.schema import Schema, column_lines

MOST_WARNINGS = 20


def model_card(schema: Schema, summary: Summary) -> str:
    """The model card, Markdown with the front matter that model hubs read."""
    kind = "regression" if schema.task == "regression" else "classification"
    parts = [
        "---",
        "library_name: pellucid",
        f"pipeline_tag: tabular-{kind}",
        "---",
        "",
        f"# A model that predicts {plain(schema.target.name)}",
        "",
        plain(summary.sentence),
        "",
        f"Trained by {summary.made_with} with seed {summary.seed}"
        + (f" on {plain(summary.source)}." if summary.source else "."),
        "`report.html` explains it; `model.json` and `model.safetensors` are the model.",
        "`run.toml` makes it again. `report.html` and `sample.json` hold rows of the data: take "
        "them out before the model is given to people who must not see those.",
        "",
        "```python",
        "import pellucid as pel",
        "",
        'model = pel.load("this folder")',
        'print(model.predict("rows.csv"))',
        "```",
        "",
        "## Columns it reads",
        "",
        "```text",
        *(line.replace("`", "'") for line in column_lines(schema.columns)),
        "```",
    ]
    if schema.warnings:
        parts += ["", "## To know before use", ""]
        parts += [f"- {plain(str(warning))}" for warning in schema.warnings[:MOST_WARNINGS]]
    return "\n".join([*parts, ""])


def plain(text: str) -> str:
    """Text of the data on one line, without what Markdown or HTML would take for its own."""
    line = " ".join(text.split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace("`", "'").replace("|", "\\|")
