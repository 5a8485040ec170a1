"""One share by one disaggregation with the package svy: python svy_shares.py EXPORT.csv.

Prints the seconds of building the sample and of one estimate, then level, share and standard error.
"""

import sys
import time

import polars
import svy

households = polars.read_csv(sys.argv[1])

start = time.perf_counter()
sample = svy.Sample(households, svy.Design(stratum="region", psu="village", wgt="weight"))
sample_seconds = time.perf_counter() - start

# The quicker of its ways: a mean of 1 and 0, with a t interval; its `prop` takes about twice as long.
start = time.perf_counter()
shares = sample.estimation.mean("yes", by="wealth", drop_nulls=True)
by_seconds = time.perf_counter() - start

print(sample_seconds, by_seconds)
for share in shares.estimates:
    print(share.by_level[0], share.est, share.se)
