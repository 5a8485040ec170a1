"""Square matrices of +1 and −1 whose rows have nothing in common, for balanced replicates."""

from __future__ import annotations

import numpy as np

from meal.model.arrays import IntArray

LARGEST = 4096


def hadamard(at_least: int) -> IntArray:
    """The smallest such matrix with at least this many rows that can be made here; its first row is all ones.

    Made from prime numbers (Paley 1933) and by doubling (Sylvester 1867).

    Raises:
        ValueError: more rows than any survey needs.
    """
    if at_least > LARGEST:
        raise ValueError(f"balanced replicates for more than {LARGEST} strata are not offered")
    makeable = [(size << doublings, size, doublings) for size in _bases() for doublings in range(13)]
    _, size, doublings = min(choice for choice in makeable if choice[0] >= at_least)
    matrix = np.ones((1, 1), dtype=np.int64) if size == 1 else _paley(size - 1)
    for _ in range(doublings):
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    # Columns are turned so that the first row is all ones.
    turned: IntArray = matrix * matrix[0]
    return turned


def _bases() -> list[int]:
    return [1] + [prime + 1 for prime in range(3, LARGEST, 4) if _is_prime(prime)]


def _is_prime(number: int) -> bool:
    return all(number % factor for factor in range(2, int(number**0.5) + 1))


def _paley(prime: int) -> IntArray:
    """Of size prime + 1, for a prime that leaves 3 when divided by 4."""
    squares = np.unique(np.arange(1, prime, dtype=np.int64) ** 2 % prime)
    character = np.full(prime, -1, dtype=np.int64)
    character[squares] = 1
    character[0] = 0
    differences = character[(np.arange(prime)[:, None] - np.arange(prime)) % prime]
    matrix = np.ones((prime + 1, prime + 1), dtype=np.int64)
    matrix[1:, 1:] = differences + np.eye(prime, dtype=np.int64)
    matrix[1:, 0] = -1
    return matrix
