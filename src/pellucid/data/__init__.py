"""Tables, arrays and files, read once and served in an order that is a pure function of (seed,
epoch, index).
"""

from pellucid.data.serving.balancing import balanced as balanced
from pellucid.data.serving.batches import Batches as Batches, batches as batches
from pellucid.data.serving.collating import (
    default_collate as default_collate,
    default_convert as default_convert,
)
from pellucid.data.serving.datasets import (
    ChainDataset as ChainDataset,
    ConcatDataset as ConcatDataset,
    Dataset as Dataset,
    IterableDataset as IterableDataset,
    StackDataset as StackDataset,
    Subset as Subset,
    TensorDataset as TensorDataset,
    random_split as random_split,
)
from pellucid.data.serving.loader import DataLoader as DataLoader
from pellucid.data.serving.orders import permutation as permutation
from pellucid.data.serving.prefetching import prefetched as prefetched
from pellucid.data.serving.samplers import (
    BatchSampler as BatchSampler,
    RandomSampler as RandomSampler,
    Sampler as Sampler,
    SequentialSampler as SequentialSampler,
    SubsetRandomSampler as SubsetRandomSampler,
    WeightedRandomSampler as WeightedRandomSampler,
)
from pellucid.data.sources.corpora import (
    Labelled as Labelled,
    Sentence as Sentence,
    pronunciations as pronunciations,
    read_conllu as read_conllu,
    reviews as reviews,
    turkish_treebank as turkish_treebank,
)
from pellucid.data.sources.digits import mnist_5000 as mnist_5000
from pellucid.data.sources.films import (
    Films as Films,
    film_clips as film_clips,
    read_film as read_film,
)
from pellucid.data.sources.glyphs import glyphs as glyphs, moved_glyphs as moved_glyphs
from pellucid.data.sources.idx import load_fashion_mnist as load_fashion_mnist, read_idx as read_idx
from pellucid.data.sources.series import (
    SeriesWindows as SeriesWindows,
    series_windows as series_windows,
)
from pellucid.data.sources.sounds import (
    Sound as Sound,
    Sounds as Sounds,
    mel_filters as mel_filters,
    mel_spectrogram as mel_spectrogram,
    read_sound as read_sound,
    spectrogram as spectrogram,
)
from pellucid.data.sources.texts import (
    Characters as Characters,
    NGrams as NGrams,
    Words as Words,
    filled_rows as filled_rows,
    python_topics as python_topics,
    read_text as read_text,
    text_windows as text_windows,
    words_of as words_of,
)
from pellucid.data.sources.windows import windows as windows
from pellucid.data.tables.expressions import (
    Expression as Expression,
    col as col,
    row_count as row_count,
)
from pellucid.data.tables.features import (
    Bins as Bins,
    Feature as Feature,
    Fill as Fill,
    HashedWords as HashedWords,
    OneHot as OneHot,
    TfIdf as TfIdf,
)
from pellucid.data.tables.featuring import Features as Features
from pellucid.data.tables.feeding import TableFeed as TableFeed
from pellucid.data.tables.lazy_tables import LazyTable as LazyTable
from pellucid.data.tables.reading import read_table as read_table
from pellucid.data.tables.scanning import scan_table as scan_table
from pellucid.data.tables.tables import Column as Column, Table as Table
