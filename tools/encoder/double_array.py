"""Builds a double array in the form of darts-clone: the same that SentencePiece
keeps its character map in, so that one reader serves both.

A unit is a 32-bit word. A node's unit holds the byte that leads to it (bits 0 to
7), whether a key ends here (bit 8) and the distance to its children (bits 10 to 30,
in units, or in steps of 256 when bit 9 is set): the child for byte b of the node at
p is at p ^ distance ^ b. The value of a key is the child for byte 0, with bit 31 set.
Source: https://github.com/s-yata/darts-clone (src/darts.h, `DoubleArrayUnit`).
"""

import numpy as np

HAS_LEAF = 1 << 8
EXTENDED = 1 << 9
LEAF = 1 << 31
BLOCK = 256
# How many blocks back a place is still looked for: bounds the time of building.
OPEN_BLOCKS = 16


def _encode_distance(distance):
    if distance < 1 << 21:
        return distance << 10
    if distance & 0xFF or distance >= 1 << 29:
        raise ValueError("the array is too large for its units")
    return (distance >> 8) << 10 | EXTENDED


class _Places:
    """Which units are taken, and which distances' origins are."""

    def __init__(self):
        self.taken = bytearray()
        self.origins = bytearray()
        self.first = 0
        self.grow()
        # The root's place; and no children are counted from 0, since byte 0 would then
        # lead to the root.
        self.taken[0] = 1
        self.origins[0] = 1

    def grow(self):
        self.taken += bytes(BLOCK)
        self.origins += bytes(BLOCK)
        oldest = max(0, len(self.taken) - OPEN_BLOCKS * BLOCK)
        self.first = max(self.first, oldest)

    def place(self, labels):
        """Takes units for children with these labels; gives their origin."""
        while True:
            at = self.taken.find(0, self.first)
            self.first = at if at >= 0 else len(self.taken)
            while at >= 0:
                origin = at ^ labels[0]
                if not self.origins[origin] and not any(
                    self.taken[origin ^ label] for label in labels
                ):
                    self.origins[origin] = 1
                    for label in labels:
                        self.taken[origin ^ label] = 1
                    return origin
                at = self.taken.find(0, at + 1)
            self.grow()


def build(entries):
    """`entries`: sorted, distinct (key bytes without a zero byte, value < 2**31)."""
    places = _Places()
    units = {}
    # (place of the node, its byte, first entry, end of entries, depth)
    stack = [(0, 0, 0, len(entries), 0)]
    while stack:
        node, byte, first, end, depth = stack.pop()
        unit = byte
        children = []
        if len(entries[first][0]) == depth:
            unit |= HAS_LEAF
            children.append((0, first, first + 1))
            first += 1
        while first < end:
            label = entries[first][0][depth]
            last = first
            while last < end and entries[last][0][depth] == label:
                last += 1
            children.append((label, first, last))
            first = last
        origin = places.place([label for label, _, _ in children])
        units[node] = unit | _encode_distance(node ^ origin)
        for label, child_first, child_end in reversed(children):
            if label == 0:
                units[origin] = LEAF | entries[child_first][1]
            else:
                stack.append((origin ^ label, label, child_first, child_end, depth + 1))
    # Whole blocks, and no byte leads to a place that is not taken: its unit is a leaf.
    array = np.full(len(places.taken), LEAF, dtype="<u4")
    array[list(units.keys())] = list(units.values())
    return array
