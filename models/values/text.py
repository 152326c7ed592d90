"""Text from people and imports, made harmless: words and line breaks, nothing that steers a terminal or reorders what is read."""

from __future__ import annotations

# ECMA-48: control sequences (CSI), strings up to their terminator (DCS, SOS, OSC, PM, APC), then the short escapes. A string never
# spans an escape, another control or a line, so that an unfinished one costs its introducer only and the search stays linear.
_SEQUENCES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])(?:[^\x07\n\x1b\x80-\x9f]*(?:\x07|\x9c|\x1b\\))?"
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_ENDS = r"\r\n?|[\x0b\x0c\x85\u2028\u2029]"
# NUL; bidirectional marks, overrides and isolates with the deprecated format characters; the byte order mark and the two noncharacters
# that no XML may hold; lone surrogates.
_UNSEEN = r"[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"


def without_sequences(text: str) -> str:
    """The text without terminal sequences, of which no rest stays."""
    import re

    return re.sub(_SEQUENCES, "", text)


def clean(text: str) -> str:
    """Text of several lines as it may be stored: no control but tab and newline, no escape sequence, no bidi control, LF, NFC."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    import re
    import unicodedata

    if not text.replace("\n", "").replace("\t", "").isprintable():
        # Unseen characters go first: one inside an escape sequence would hide the sequence.
        text = without_sequences(re.sub(_UNSEEN, "", text))
        text = re.sub(_LINE_ENDS, "\n", text)
        text = re.sub(_CONTROLS, "", text)
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Text of one line as it may be stored: cleaned, every run of line breaks and tabs one space, no space at either end."""
    if text.isascii() and text.isprintable():
        return text.strip()
    parts = (part.strip() for part in clean(text).replace("\t", "\n").split("\n"))
    return " ".join(part for part in parts if part)
