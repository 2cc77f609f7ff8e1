"""Measures a model with onnxruntime, for cpu.py, in a process of its own.

Reads one request per line, "THREADS RUNS"; answers with the milliseconds of
each run as JSON. Between requests it sleeps: a thread pool that spins would
slow down whoever is measured next. Inputs and outputs are bound once, so that
no run allocates either.
"""

import json
import os
import sys
import time

import numpy as np
import onnxruntime as ort


class Session:
    def __init__(self, model, inputs, threads):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        values = {
            port.name: ort.OrtValue.ortvalue_from_numpy(np.load(os.path.join(inputs, f"input_{i}.npy")))
            for i, port in enumerate(self.session.get_inputs())
        }
        # The first run tells the shapes of the outputs.
        self.outputs = self.session.run(None, {name: value.numpy() for name, value in values.items()})
        self.binding = self.session.io_binding()
        for name, value in values.items():
            self.binding.bind_ortvalue_input(name, value)
        for port, output in zip(self.session.get_outputs(), self.outputs):
            self.binding.bind_ortvalue_output(port.name, ort.OrtValue.ortvalue_from_numpy(output.copy()))

    def measure(self, runs):
        times = []
        self.session.run_with_iobinding(self.binding)
        for _ in range(runs):
            start = time.perf_counter()
            self.session.run_with_iobinding(self.binding)
            times.append(1e3 * (time.perf_counter() - start))
        return times


def main(model, inputs, outputs):
    sessions = {}
    for line in sys.stdin:
        threads, runs = map(int, line.split())
        if threads not in sessions:
            sessions[threads] = Session(model, inputs, threads)
        if not runs:
            for i, output in enumerate(sessions[threads].outputs):
                np.save(os.path.join(outputs, f"output_{i}.npy"), output)
        print(json.dumps(sessions[threads].measure(runs)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
