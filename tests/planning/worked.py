"""The worked network CPM-1 and how networks are written in the tests of both engines: `A-FS->B A-SS+2->C`."""

from __future__ import annotations

from models.planning.dated.values import Link

CPM_1 = {"A": 4, "B": 6, "C": 5, "D": 3, "E": 7, "F": 2, "G": 4, "H": 1}
CPM_1_LINKS = "A-FS->B A-SS+2->C B-FF+1->D C-FS+1->E D-FS->F E-FS-1->F C-SF+15->G F-FS->H G-FS->H"
#: early start and finish, late start and finish, total and free float
CPM_1_DATES = {
    "A": (0, 4, 0, 4, 0, 0),
    "B": (4, 10, 8, 14, 4, 0),
    "C": (2, 7, 2, 7, 0, 0),
    "D": (8, 11, 12, 15, 4, 3),
    "E": (8, 15, 9, 16, 1, 0),
    "F": (14, 16, 15, 17, 1, 1),
    "G": (13, 17, 13, 17, 0, 0),
    "H": (17, 18, 17, 18, 0, 0),
}


def read_links(text: str, unit: int = 1) -> list[Link]:
    """The links between tasks known by their letters; lags are multiples of a unit."""
    links = []
    for word in text.split():
        before, after = word.split("->")
        predecessor, relation = before.split("-", 1)
        links.append(Link(ord(predecessor), ord(after), relation[:2].lower(), int(relation[2:] or 0) * unit))
    return links
