// RUN: aic-opt --aic-describe-model -split-input-file -verify-diagnostics %s

// The attribute belongs to no dialect, so that any text verifies: it is no dictionary.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = 1 : i64} {}

// -----

// Nothing in it.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = {}} {}

// -----

// An input without a name.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = {entry = "f", inputs = [{type = tensor<4xf32>}], outputs = []}} {}

// -----

// An output that no caller can take.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = {entry = "f", inputs = [], outputs = [{name = "y", type = memref<4xf32>}]}} {}

// -----

// A count that is no i64.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = {entry = "f", inputs = [], macs = "3", outputs = []}} {}

// -----

// Names for more dimensions than there are.
// expected-error @+1 {{'builtin.module' op attribute 'aic.model' must have 'entry', 'inputs' and 'outputs', as aic-describe-model makes them}}
module attributes {aic.model = {entry = "f", inputs = [{dims = ["n", "m"], name = "x", type = tensor<?xf32>}], outputs = []}} {}
