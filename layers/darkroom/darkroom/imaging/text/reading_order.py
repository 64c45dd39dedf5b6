"""Which way each character is read, by the Unicode bidirectional algorithm (UAX 9).

python-bidi has the rules in steps but for the one on brackets, which is added here. It is given no
embeddings, overrides or isolates: texts have lost those before.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import category

from bidi import algorithm
from bidi.mirror import MIRRORED

_MOST_OPEN = 63
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}

_CLOSING = {opening: MIRRORED[opening] for opening in MIRRORED if category(opening) == "Ps"}
_BRACKETS = frozenset([*_CLOSING, *_CLOSING.values()])


def levels(paragraph: str) -> list[int]:
    """The embedding level of each character: even is left to right, odd is right to left."""
    base = algorithm.get_base_level(paragraph)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(paragraph, storage)
    everything = list(storage["chars"])
    for character in everything:
        # What this Python's Unicode does not know yet has no type.
        character["type"] = character["type"] or "L"
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], "LR"[base])
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return list(_completed(everything, storage["chars"], base))


def _completed(
    everything: list[dict[str, Any]], resolved: list[dict[str, Any]], base: int
) -> Iterator[int]:
    """Joiners take part in no rule; they stay with the character before them."""
    with_level = {id(character) for character in resolved}
    level = base
    for character in everything:
        if id(character) in with_level:
            level = character["level"]
        yield level


def _resolve_brackets(characters: list[dict[str, Any]], embedding: str) -> None:
    """Rule N0: both brackets of a pair go the way of what they enclose, or of what is before."""
    for opening, closing in sorted(_pairs(characters)):
        inside = {_AS_STRONG.get(each["type"]) for each in characters[opening + 1 : closing]}
        inside.discard(None)
        if not inside:
            continue
        before = [_AS_STRONG.get(each["type"]) for each in characters[:opening]]
        context = next((strong for strong in reversed(before) if strong), embedding)
        direction = embedding if embedding in inside else context
        characters[opening]["type"] = characters[closing]["type"] = direction


def _pairs(characters: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    for place, character in enumerate(characters):
        written = character["ch"]
        if character["type"] != "ON" or written not in _BRACKETS:
            continue
        if written in _CLOSING:
            if len(opened) == _MOST_OPEN:
                return
            opened.append((_CLOSING[written], place))
            continue
        for depth in reversed(range(len(opened))):
            closing, start = opened[depth]
            if closing == written:
                yield start, place
                del opened[depth:]
                break


def in_visual_order(line: Sequence[int]) -> list[int]:
    """Rule L2: the places of a line's parts, given their levels, from left to right."""
    order = list(range(len(line)))
    for level in range(max(line, default=0), 0, -1):
        edges = [-1, *(at for at, place in enumerate(order) if line[place] < level), len(order)]
        for before, after in pairwise(edges):
            order[before + 1 : after] = reversed(order[before + 1 : after])
    return order
