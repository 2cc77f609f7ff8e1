# RUN: %python %s
"""Inception v1: branches of different windows, ceil-mode pooling, local response normalization."""

import network

network.check("inception_v1", swap=28)
