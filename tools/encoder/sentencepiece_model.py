"""Reads a SentencePiece model file: pieces, scores and the compiled character map.

Only what the encoder needs, with a protobuf reader of forty lines, so that the
converter depends on numpy alone. Field numbers are those of
`sentencepiece_model.proto`. This model is old: its file holds the compiled
character map in field 3, where newer files keep it too, under
`normalizer_spec.precompiled_charsmap` (field 2 of the message).
"""

import struct
from dataclasses import dataclass

# ModelProto
PIECES, NORMALIZER = 1, 3
# ModelProto.SentencePiece
PIECE, SCORE, TYPE = 1, 2, 3
# NormalizerSpec
CHARSMAP, DUMMY_PREFIX, REMOVE_EXTRA, ESCAPE = 2, 3, 4, 5
NORMAL = 1


@dataclass
class Model:
    """What the file says: one entry a piece, in the order of the ids."""

    pieces: list  # bytes (UTF-8)
    scores: list  # float, natural logarithms of probabilities
    types: list  # 1 normal, 2 unknown, 3 control
    charmap_units: bytes  # a double array of little-endian u32
    charmap_text: bytes  # replacements, each ended by a zero byte
    normalizer: dict  # the remaining fields of the normalizer's description


def _varint(data, pos):
    result = shift = 0
    while True:
        byte = data[pos]
        pos += 1
        result |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return result, pos


def _fields(data):
    """Yields (field number, value) of one message; bytes or int."""
    pos = 0
    while pos < len(data):
        tag, pos = _varint(data, pos)
        wire = tag & 7
        if wire == 0:
            value, pos = _varint(data, pos)
        elif wire == 1:
            value, pos = data[pos:pos + 8], pos + 8
        elif wire == 2:
            length, pos = _varint(data, pos)
            value, pos = data[pos:pos + length], pos + length
        elif wire == 5:
            value, pos = data[pos:pos + 4], pos + 4
        else:
            raise ValueError(f"wire type {wire} at byte {pos}")
        yield tag >> 3, value


def read(data):
    """Reads the bytes of a model file."""
    pieces, scores, types, normalizer = [], [], [], {}
    for field, value in _fields(data):
        if field == PIECES:
            piece = dict(_fields(value))
            pieces.append(piece[PIECE])
            scores.append(struct.unpack("<f", piece.get(SCORE, bytes(4)))[0])
            types.append(piece.get(TYPE, NORMAL))
        elif field == NORMALIZER:
            normalizer = dict(_fields(value))
    charsmap = normalizer.pop(CHARSMAP)
    (size,) = struct.unpack_from("<I", charsmap)
    return Model(pieces, scores, types, charsmap[4:4 + size], charsmap[4 + size:], normalizer)
