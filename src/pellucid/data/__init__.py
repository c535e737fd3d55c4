"""Tables, arrays and files, read once and served in an order that is a pure function of (seed,
epoch, index).
"""

from pellucid.data.balancing import balanced as balanced
from pellucid.data.batches import Batches as Batches, DataLoader as DataLoader, batches as batches
from pellucid.data.collating import (
    default_collate as default_collate,
    default_convert as default_convert,
)
from pellucid.data.datasets import (
    ChainDataset as ChainDataset,
    ConcatDataset as ConcatDataset,
    Dataset as Dataset,
    IterableDataset as IterableDataset,
    StackDataset as StackDataset,
    Subset as Subset,
    TensorDataset as TensorDataset,
    random_split as random_split,
)
from pellucid.data.features import (
    Bins as Bins,
    Feature as Feature,
    Fill as Fill,
    HashedWords as HashedWords,
    OneHot as OneHot,
    TfIdf as TfIdf,
)
from pellucid.data.featuring import Features as Features
from pellucid.data.glyphs import glyphs as glyphs, moved_glyphs as moved_glyphs
from pellucid.data.idx import load_fashion_mnist as load_fashion_mnist, read_idx as read_idx
from pellucid.data.loader import DataLoader as DataLoader
from pellucid.data.orders import permutation as permutation
from pellucid.data.prefetching import prefetched as prefetched
from pellucid.data.reading import read_table as read_table
from pellucid.data.samplers import (
    BatchSampler as BatchSampler,
    RandomSampler as RandomSampler,
    Sampler as Sampler,
    SequentialSampler as SequentialSampler,
    SubsetRandomSampler as SubsetRandomSampler,
    WeightedRandomSampler as WeightedRandomSampler,
)
from pellucid.data.tables import Column as Column, Table as Table
from pellucid.data.texts import (
    Characters as Characters,
    NGrams as NGrams,
    python_topics as python_topics,
    read_text as read_text,
    text_windows as text_windows,
)
