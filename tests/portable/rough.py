"""A machine rougher than any that exists, to see how far the printed digits are from an edge.

On real machines numpy's exp and log differ in the last bit or two, and products of matrices by
some more. Here exp and log are off by up to ROUGH units in the last place, and so are the data;
the products that a fit is made of are off by PRODUCTS. By how much hangs on the argument and a
seed alone, as on a real machine. What is printed alike under several seeds is many times further
from an edge (of rounding, of a bin, of a tie, of a threshold) than real machines are apart.
"""

import functools

import numpy as np

from helpers import datasets, fitting

ROUGH = {np.dtype(np.float64): 16, np.dtype(np.float32): 4}  # float32 is printed to its last digits
PRODUCTS = 1024  # a sum of 64 products is off by ten or so on a real machine
FUNCTIONS = ["exp", "expm1", "log", "log1p"]


def off(x, seed):
    """Return numbers from 0 to 1 that look random, but hang on x and the seed alone."""
    bits = np.array(x, dtype=float, ndmin=1).view(np.uint64)
    for _ in range(2):  # a product spreads a bit to those above it, a shift to those below
        bits = (bits ^ (bits >> 32) ^ seed) * np.uint64(0x9E3779B97F4A7C15)
    return (bits >> 11).reshape(np.shape(x)) / 2**53


def rough(function, seed):
    """Return a numpy function that is off in its last digits, but at 0 and 1, as on any machine."""
    @functools.wraps(function)
    def less_exact(x, *args, **kwargs):
        x = np.array(x)  # a copy, for `out` may be x itself
        result = function(x, *args, **kwargs)
        dtype = np.asarray(result).dtype
        if dtype not in ROUGH:
            return result
        with np.errstate(all="ignore"):
            ulps = ROUGH[dtype] * (2 * off(x, seed) - 1)
            exact = np.isin(result, (0, 1)) | ~np.isfinite(x)
            factor = np.where(exact, 1, 1 + ulps * np.finfo(dtype).eps)
            return np.multiply(result, factor.astype(dtype), out=kwargs.get("out"))

    return less_exact


def rough_data(parse, seed):
    """Return a reader of data whose features are a little too large."""
    @functools.wraps(parse)
    def less_exact(content):
        data = parse(content)
        place = np.arange(data.features.size).reshape(data.features.shape)
        ulps = ROUGH[data.features.dtype] * off(place, seed)
        return data._replace(features=data.features * (1 + ulps * np.finfo(float).eps))

    return less_exact


def rough_products(loss, seed):
    """Return a loss of logits that are off as if their sums of products had been rough."""
    @functools.wraps(loss)
    def less_exact(logits, targets, **kwargs):
        ulps = PRODUCTS * (2 * off(logits, seed) - 1)
        return loss(logits * (1 + ulps * np.finfo(float).eps), targets, **kwargs)

    return less_exact


def make_rough(seed):
    """Put the rough functions in the place of the exact ones."""
    for name in FUNCTIONS:
        setattr(np, name, rough(getattr(np, name), seed))
    datasets._parse = rough_data(datasets._parse, seed)
    fitting.cross_entropy_with_gradient = rough_products(
        fitting.cross_entropy_with_gradient, seed)
