"""Fits 16 levels to the embedding table and writes each value as one of them.

Everything that is summed is summed in whole numbers, so that the result is the
same byte for byte whatever machine and version of numpy adds it up.
"""

import numpy as np

LEVELS = 16
# Unit-normalized values are counted in bins of this width for Lloyd's algorithm.
BINS_PER_UNIT = 1 << 14
# Levels are whole multiples of 1 / this: exact in f32 and in integer sums.
STEPS_PER_UNIT = 1 << 20
# A row with a few large values needs a larger scale than its length says, and the
# rounds of fitting do not find it from there: so they start at several.
SCALE_STARTS = (1.0, 0.7, 1.4, 2.0, 3.0, 4.0, 6.0)


class Table:
    """The source: 6-bit codes, and for every row the step and offset of its chunk."""

    def __init__(self, codes, step, offset):
        self.codes = codes  # (rows, width) uint8
        self.step = step.astype(np.float64)  # (rows,)
        self.offset = offset.astype(np.float64)
        self.kinds = int(codes.max()) + 1
        wide = codes.astype(np.int64)
        total, squares = wide.sum(1), (wide * wide).sum(1)
        width = codes.shape[1]
        self.norm = np.sqrt(
            self.step**2 * squares + 2 * self.step * self.offset * total + width * self.offset**2
        )

    def values(self, scale):
        """(rows, kinds): what each possible code of a row means, divided by `scale`."""
        kinds = np.arange(self.kinds, dtype=np.float64)
        plain = self.step[:, None] * kinds + self.offset[:, None]
        return plain / scale[:, None]

    def counts(self):
        """(rows, kinds): how often each code stands in a row."""
        rows = np.arange(len(self.codes), dtype=np.int64)[:, None] * self.kinds
        flat = np.bincount((rows + self.codes).ravel(), minlength=len(rows) * self.kinds)
        return flat.reshape(len(rows), self.kinds)


def fit_levels(values, counts):
    """Lloyd's algorithm (S. Lloyd, Least squares quantization in PCM, 1982) in one
    dimension on a histogram; gives whole numbers of 1 / STEPS_PER_UNIT, ascending."""
    bins = np.rint(values * BINS_PER_UNIT).astype(np.int64)
    low = int(bins.min())
    index = (bins - low).ravel()
    histogram = np.zeros(int(index.max()) + 1, dtype=np.int64)
    np.add.at(histogram, index, counts.ravel())
    place = np.arange(low, low + len(histogram), dtype=np.int64)
    weight = np.concatenate([[0], np.cumsum(histogram)])
    moment = np.concatenate([[0], np.cumsum(histogram * place)])
    # Start with levels of equal weight.
    cuts = np.searchsorted(weight, [weight[-1] * i // LEVELS for i in range(1, LEVELS)])
    levels = None
    for _ in range(1000):
        edges = np.concatenate([[0], cuts, [len(histogram)]])
        w = weight[edges[1:]] - weight[edges[:-1]]
        m = moment[edges[1:]] - moment[edges[:-1]]
        exact = m / np.maximum(w, 1)
        new = np.rint(exact * (STEPS_PER_UNIT // BINS_PER_UNIT)).astype(np.int64)
        if levels is not None and (new == levels).all():
            return levels
        levels = new
        middle = (levels[1:] + levels[:-1]) / (2 * (STEPS_PER_UNIT // BINS_PER_UNIT))
        cuts = np.searchsorted(place, middle)
    return levels


def assign(values, levels):
    """(rows, kinds) uint8: the nearest level of each possible code."""
    middle = (levels[1:] + levels[:-1]) / (2 * STEPS_PER_UNIT)
    return np.searchsorted(middle, values).astype(np.uint8)


def fit_scale(table, counts, choice, levels):
    """The factor that brings the chosen levels nearest to each row, and how near
    that is: the squared length of the row's part along the levels."""
    chosen = levels[choice]  # (rows, kinds) whole numbers
    kinds = np.arange(table.kinds, dtype=np.int64)
    code_dot = (counts * kinds * chosen).sum(1)
    level_sum = (counts * chosen).sum(1)
    level_squares = np.maximum((counts * chosen * chosen).sum(1), 1)
    dot = table.step * code_dot + table.offset * level_sum
    return dot * STEPS_PER_UNIT / level_squares, dot * dot / level_squares


def quantize(table):
    """Gives (levels f32[16], packed codes u8[rows, width / 2], scales f16[rows]).

    The even column of a pair stands in the low four bits."""
    counts = table.counts()
    levels = fit_levels(table.values(table.norm), counts)
    best_scale = table.norm.copy()
    best_near = np.full(len(best_scale), -1.0)
    for factor in SCALE_STARTS:
        scale = table.norm * factor
        # Codes for a scale, the scale for the codes: after a few rounds it hardly moves.
        for _ in range(4):
            choice = assign(table.values(scale), levels)
            scale, near = fit_scale(table, counts, choice, levels)
        better = near > best_near
        best_scale[better] = scale[better]
        best_near[better] = near[better]
    # The codes are chosen for the scale as it is stored, rounded.
    scales = best_scale.astype("<f2")
    choice = assign(table.values(scales.astype(np.float64)), levels)
    codes = np.take_along_axis(choice, table.codes, axis=1)
    packed = codes[:, 0::2] | codes[:, 1::2] << 4
    return (levels / STEPS_PER_UNIT).astype("<f4"), packed, scales
