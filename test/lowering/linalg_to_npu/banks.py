# RUN: %python %s | FileCheck %s
"""A scratchpad whose banks have one port: the same values, and rings that are
placed so that engines seldom meet on a bank."""

import numpy as np

from npu_case import exact_matmul_i8, matmul_text, random_array, run_case

rng = np.random.default_rng(4)
m, k, n = 256, 192, 320
a, b = random_array(rng, (m, k), "i8"), random_array(rng, (k, n), "i8")
cycles, conflicts = {}, {}
for name, sets in (("two ports", ["spad.ports=2"]), ("32 banks", ["spad.ports=1", "spad.banks=32"]),
                   ("one bank", ["spad.ports=1", "spad.banks=1"])):
    (c,), stats = run_case(matmul_text(m, k, n, "i8"), [a, b], "edge16", *(f"--set={s}" for s in sets))
    assert np.array_equal(c, exact_matmul_i8(a, b)), name
    cycles[name] = stats["cycles"]
    conflicts[name] = sum(engine["bank_conflict"] for engine in stats["stalls"].values())
    for engine, spent in stats["stalls"].items():
        assert sum(spent.values()) == stats["cycles"], (name, engine)
    print(f"{name}: {cycles[name]} cycles, {conflicts[name]} in conflict")
assert conflicts["two ports"] == 0 < conflicts["one bank"]
assert cycles["two ports"] <= cycles["32 banks"] < cycles["one bank"]
assert cycles["32 banks"] <= 1.05 * cycles["two ports"]

# CHECK: two ports: {{[0-9]+}} cycles, 0 in conflict
# CHECK: 32 banks: {{[0-9]+}} cycles, {{[0-9]+}} in conflict
# CHECK: one bank: {{[0-9]+}} cycles, {{[0-9]+}} in conflict
