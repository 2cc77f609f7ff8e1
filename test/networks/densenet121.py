# RUN: %python %s
"""DenseNet-121: 121 convolutions behind concatenations that grow, normalizations in front of them."""

import network

network.check("densenet121", swap=60)
