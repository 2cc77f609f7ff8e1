# RUN: %python %s
"""ResNet-50: 53 convolutions with batch normalizations, residual sums."""

import network

network.check("resnet50", swap=26)
