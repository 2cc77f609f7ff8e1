# RUN: %python %s
"""ShuffleNet: grouped and depthwise convolutions, channels shuffled by transposes."""

import network

network.check("shufflenet", swap=24)
