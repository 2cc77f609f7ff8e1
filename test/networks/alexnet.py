# RUN: %python %s
"""AlexNet: grouped convolutions, local response normalization, large matrix products."""

import network

network.check("bvlc_alexnet", swap=1)
