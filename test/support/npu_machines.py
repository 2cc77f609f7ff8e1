"""Random descriptions of machines, as MLIR."""


def random_machine(rng, name="m"):
    """Any array, memories and limits; of what a function may need, little is missing."""
    def pick(*items):
        return items[int(rng.integers(len(items)))]

    def flag(share):
        return "true" if rng.random() < share else "false"

    rows, cols = (int(pick(1, 2, 3, 4, 5, 7, 8, 12, 16, 20, 32, rng.integers(1, 41))) for _ in range(2))
    flows = pick(["ws"], ["os"], ["is"], ["ws", "os"], ["os", "is"], ["ws", "os", "is"], ["ws", "os", "is"])
    flow_text = ", ".join(f'"{flow}"' for flow in flows)
    # A rate above 1 has several narrow products per PE.
    rates = {"i8": pick(1.0, 1.0, 2.0, 0.5), "i4": pick(2.0, 1.0), "i8i4": pick(1.0, 2.0), "bf16": pick(0.5, 1.0), "f16": pick(0.5, 0.25), "f32": pick(0.125, 0.5, 1.0)}
    rate_text = ", ".join(f"rate_{kind} = {rate}" for kind, rate in rates.items())
    burst = pick(1, 16, 32, 64)
    dma = (f"channels = {pick(1, 1, 2, 4)}, bw = {pick(1.0, 3.0, 5.5, 16.0, 64.0)}, latency = {pick(0, 5, 50, 400)}, "
           f"burst = {burst}, outstanding = {pick(4, 8)}")
    return f"""npu.target @{name} {{
  array = {{rows = {rows}, cols = {cols}, dataflow = [{flow_text}], shadow = {flag(0.6)},
           wload = {int(rng.integers(1, rows + 1))}, {rate_text}}},
  spad = {{size = {pick(8192, 16384, 40000, 65536, 262144) // 32 * 32}, align = {pick(4, 16, 32)}}},
  acc = {{size = {pick(1024, 4096, 10240, 65536)}}},
  vector = {{lanes = {pick(1, 3, 7, 16, 100)}, requant = {flag(0.8)}, mac = {flag(0.7)}}},
  ld = {{{dma}, zeropad = {flag(0.95)}}}, st = {{{dma}}},
  dram = {{bw = {pick(2.0, 6.0, 64.0)}, shared = {flag(0.5)}}},
  sync = {{semaphores = {pick(16, 20, 24, 32, 32, 64)}, max = {pick(2, 3, 15)}, queue = {pick(1, 1, 2, 16)}}},
  stream = {{loops = {pick(1, 2, 3, 4, 4)}}}
}}
"""
