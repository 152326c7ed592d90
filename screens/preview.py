"""What a quick line would do, on the lines above the keys, while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.operations.update import Preview
    from screens.parts.line import Text


def preview_lines(found: Preview, rows: int) -> list[Text]:
    """Every effect, or the word that is wrong; words of the note that look like tokens are pointed out."""
    if found.error is not None:
        return [[(f" {found.error.message}", "error")], f"   {found.error.hint}" if found.error.hint else ""]
    lines: list[Text] = [
        [(f" {segment.ref} ", "accent"), (" | ".join(segment.effects) or "nothing changes", "")] for segment in found.segments
    ]
    stray = next((one for segment in found.segments for one in segment.warnings), None)
    room = rows if stray is None else rows - 1
    if len(lines) > room:
        lines[room - 1 :] = [f"   and {len(lines) - room + 1} more"]
    if stray is not None:
        lines.append([(f"   “{stray.text}” stays part of the note; Tab takes it in", "warning")])
    return lines or [""]
