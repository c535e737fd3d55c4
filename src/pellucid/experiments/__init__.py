"""An experiment as one readable file: read, run, tested, timed."""

from pellucid.experiments.outcomes import (
    Outcome as Outcome,
    StoppedError as StoppedError,
    run_name as run_name,
)
from pellucid.experiments.reading import (
    load_experiment as load_experiment,
    parse_experiment as parse_experiment,
)
from pellucid.experiments.rows import Rows as Rows, load_rows as load_rows
from pellucid.experiments.running import (
    run_experiment as run_experiment,
    test_experiment as test_experiment,
)
from pellucid.experiments.runs import Run as Run, find_runs as find_runs
from pellucid.experiments.spec import Experiment as Experiment
from pellucid.experiments.timing import LayerTime as LayerTime, time_experiment as time_experiment
from pellucid.experiments.writing import to_toml as to_toml
