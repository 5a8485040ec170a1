"""Names for the numpy arrays that the stages exchange."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.int32]
ByteArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]
