"""YAML loaders written in C where the installation has them: ten times as quick, with the same result."""

from __future__ import annotations

from typing import Any

import yaml

QuickSafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QuickBaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
