# RUN: %python %s
"""VGG-19: the largest weights (574 MB) and the most multiplications (19.6 G)."""

import network

network.check("vgg19", swap=15)
