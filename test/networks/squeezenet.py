# RUN: %python %s
"""SqueezeNet: small convolutions, a convolution and a mean instead of a matrix product."""

import network

network.check("squeezenet", swap=1)
