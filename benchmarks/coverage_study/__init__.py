"""How often the engine's intervals hold the truth, and how wide they are: enumerated where possible, else drawn."""
