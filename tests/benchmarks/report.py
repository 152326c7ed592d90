"""How a benchmark says what it found: one line a figure, with what is aimed at. Nothing here judges."""

from __future__ import annotations


def heading(text: str) -> None:
    """What the figures below it are about."""
    print(f"\n{text}", flush=True)


def figure(name: str, value: float, aim: str, unit: str = "×") -> None:
    """One figure beside its aim."""
    print(f"  {name:<64} {value:9.3f} {unit:<4} aim {aim}", flush=True)
