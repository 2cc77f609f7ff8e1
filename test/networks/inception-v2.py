# RUN: %python %s
"""Inception v2: branches with batch normalizations that are a product and a sum behind each."""

import network

network.check("inception_v2", swap=34)
