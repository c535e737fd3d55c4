"""An experiment as one readable file: read, run, tested, timed."""

from pellucid.experiments.outcomes import Outcome as Outcome, run_name as run_name
from pellucid.experiments.reading import (
    load_experiment as load_experiment,
    parse_experiment as parse_experiment,
)
from pellucid.experiments.rows import Rows as Rows, load_rows as load_rows
from pellucid.experiments.running import (
    LayerTime as LayerTime,
    run_experiment as run_experiment,
    test_experiment as test_experiment,
    time_experiment as time_experiment,
)
from pellucid.experiments.spec import Experiment as Experiment
