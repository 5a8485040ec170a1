"""One file a method: each a function from counts or arrays to an interval, a p-value or an estimate."""
