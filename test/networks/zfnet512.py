# RUN: %python %s
"""ZFNet: a large stem, wide convolutions, local response normalization."""

import network

network.check("zfnet512", swap=1)
