"""What people may wish of their libraries, good and bad, by chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tools.client import Json

ALBUMS = tuple(f"alb_{name}" for name in ("lisbon", "porto", "faro", "sintra"))
EDITS: Sequence[Json] = (
    {"operation": "rotate", "degrees": 90},
    {"operation": "flip", "axis": "horizontal"},
    {"operation": "adjust", "brightness": 0.9},
    {"operation": "crop", "aspect": "1:1"},
    {"operation": "recolor", "style": "sepia"},
)


@dataclass(frozen=True)
class Wishes:
    """Operations about a few photos and albums; many cannot be applied when their turn comes."""

    job_id: str
    photo_ids: Sequence[str]

    def some(self, count: int, chance: Random) -> list[Json]:
        """So many operations in an order."""
        kinds = chance.choices([*KINDS], weights=[*KINDS.values()], k=count)
        return [kind(self, chance) for kind in kinds]

    def having(self, thing_id: str) -> Json:
        """An operation that puts a photo or an album there."""
        if thing_id in self.photo_ids:
            return {"operation": "add_photo", "photo_id": thing_id, "job_id": self.job_id}
        return {"operation": "create_album", "album_id": thing_id, "name": "Trip"}

    def edit(self, chance: Random) -> Json:
        """Do something to a photo, or two things."""
        operations = chance.choices(EDITS, k=chance.choice((1, 2)))
        return self.of_a_photo("apply_edit", chance) | {"operations": operations}

    def undo(self, chance: Random) -> Json:
        """Take back what was done, if anything was."""
        return self.of_a_photo("undo", chance)

    def redo(self, chance: Random) -> Json:
        """Take back an undo, if there was one."""
        return self.of_a_photo("redo", chance)

    def revert(self, chance: Random) -> Json:
        """Take back everything."""
        return self.of_a_photo("revert", chance)

    def rename_photo(self, chance: Random) -> Json:
        """Call a photo something."""
        name = f"photo {chance.randrange(1000)}.jpg"
        return self.of_a_photo("rename_photo", chance) | {"name": name}

    def delete_photo(self, chance: Random) -> Json:
        """Delete a photo."""
        return self.of_a_photo("delete_photo", chance)

    def add_photo(self, chance: Random) -> Json:
        """Take a photo in, which may be there."""
        return self.of_a_photo("add_photo", chance) | {"job_id": self.job_id}

    def create_album(self, chance: Random) -> Json:
        """Start an album, which there may be."""
        return self.of_an_album("create_album", chance) | {"name": f"Trip {chance.randrange(1000)}"}

    def rename_album(self, chance: Random) -> Json:
        """Call an album something."""
        return self.of_an_album("rename_album", chance) | {"name": f"Trip {chance.randrange(1000)}"}

    def add_to_album(self, chance: Random) -> Json:
        """Put some photos into an album."""
        photo_ids = chance.sample(self.photo_ids, chance.randint(1, len(self.photo_ids)))
        return self.of_an_album("add_to_album", chance) | {"photo_ids": photo_ids}

    def remove_from_album(self, chance: Random) -> Json:
        """Take a photo out of an album, if it is in there."""
        photo_id = chance.choice(self.photo_ids)
        return self.of_an_album("remove_from_album", chance) | {"photo_ids": [photo_id]}

    def reorder_album(self, chance: Random) -> Json:
        """Put an album in another order, if these are its photos."""
        photo_ids = chance.sample(self.photo_ids, chance.randint(1, len(self.photo_ids)))
        return self.of_an_album("reorder_album", chance) | {"photo_ids": photo_ids}

    def set_cover(self, chance: Random) -> Json:
        """Choose the cover of an album, if the photo is in there."""
        photo_id = chance.choice(self.photo_ids)
        return self.of_an_album("set_cover", chance) | {"photo_id": photo_id}

    def delete_album(self, chance: Random) -> Json:
        """Delete an album."""
        return self.of_an_album("delete_album", chance)

    def of_a_photo(self, operation: str, chance: Random) -> Json:
        """An operation on one of the photos."""
        return {"operation": operation, "photo_id": chance.choice(self.photo_ids)}

    def of_an_album(self, operation: str, chance: Random) -> Json:
        """An operation on one of the albums."""
        return {"operation": operation, "album_id": chance.choice(ALBUMS)}


KINDS: dict[Callable[[Wishes, Random], Json], int] = {
    Wishes.edit: 24,
    Wishes.undo: 14,
    Wishes.redo: 8,
    Wishes.revert: 3,
    Wishes.rename_photo: 8,
    Wishes.delete_photo: 1,
    Wishes.add_photo: 3,
    Wishes.create_album: 8,
    Wishes.rename_album: 6,
    Wishes.add_to_album: 10,
    Wishes.remove_from_album: 6,
    Wishes.reorder_album: 4,
    Wishes.set_cover: 4,
    Wishes.delete_album: 1,
}
"""How often each is wished for."""
