"""moto's tables, mended: quick with many items, and cheap to change in transactions.

What is moto's is taken over once a table has been created, for moto lets nobody choose its classes.
Calls have to come one at a time, as they do.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Self

from moto.dynamodb import urls
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

from local import account


def take_over_tables() -> None:
    """Make moto's tables ours, and whoever changes them."""
    backend = dynamodb_backends[account.ACCOUNT_ID][account.REGION]
    backend.__class__ = CarefulBackend
    for table in backend.tables.values():
        # What moto left abstract, only its CloudFormation would need.
        table.__class__ = PromptTable  # type: ignore[type-abstract]  # see above


class PromptTable(Table):
    """A table of which a query sees one partition, and which is never copied.

    For each query moto sorts all items that there are, and for each action of a transaction it
    copies them, to have them back should one fail.
    """

    asked: DynamoType | None = None

    def all_items(self) -> list[Item]:
        """Return the items that a query may find; it puts them in order itself."""
        if self.asked is None:
            return super().all_items()
        return [*self.items.get(self.asked, {}).values()]

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


class CarefulBackend(DynamoDBBackend):
    """Tables that remember what a transaction is about to change, and nothing else."""

    @property
    def _url_module(self) -> ModuleType:
        # moto makes its name of that of the backend's module, for each application that it builds.
        return urls

    def query(
        self,
        table_name: str,
        hash_key_dict: dict[str, Any] | None,
        *args: Any,  # noqa: ANN401 - as moto has them
        index_name: str | None = None,
        **options: Any,  # noqa: ANN401 - as moto has them
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """Answer a query: of a partition, unless it is one of an index."""
        table = self.get_table(table_name)
        query = partial(super().query, table_name, hash_key_dict, *args, **options)
        if index_name or hash_key_dict is None or not isinstance(table, PromptTable):
            return query(index_name=index_name)
        table.asked = DynamoType(hash_key_dict)
        try:
            return query()
        finally:
            table.asked = None

    def transact_write_items(self, transact_items: list[dict[str, Any]]) -> None:
        """Do all actions or none."""
        before = [*self._before(transact_items)]
        try:
            super().transact_write_items(transact_items)
        except Exception:
            for each in before:
                each.put_back()
            raise

    def _before(self, actions: Sequence[Mapping[str, Any]]) -> Iterator["_Before"]:
        for action in actions:
            for asked in action.values():
                table = self.tables.get(asked.get("TableName", ""))
                attributes = asked.get("Key") or asked.get("Item", {})
                # Whatever else is asked for is refused before anything is changed.
                if table and {table.hash_key_attr, table.range_key_attr} <= {*attributes, None}:
                    yield _Before.of(table, attributes)


@dataclass(frozen=True)
class _Before:
    """An item as it was, if it was there, and how long the table's stream was."""

    table: Table
    key: tuple[DynamoType, DynamoType | None]
    item: Item | None
    told: int

    @classmethod
    def of(cls, table: Table, attributes: Mapping[str, Any]) -> "_Before":
        """Remember the item of these attributes; moto changes items in place."""
        partition = DynamoType(attributes[table.hash_key_attr])
        place = DynamoType(attributes[table.range_key_attr]) if table.range_key_attr else None
        item = copy.deepcopy(table.get_item(partition, place))
        stream = table.stream_shard
        return cls(table, (partition, place), item, len(stream.items) if stream else 0)

    def put_back(self) -> None:
        """Have it be as it was."""
        partition, place = self.key
        self.table.delete_item(partition, place)
        if self.item is not None and place is not None:
            self.table.items[partition][place] = self.item
        elif self.item is not None:
            self.table.items[partition] = self.item  # type: ignore[assignment]  # as moto keeps it
        if self.table.stream_shard:
            del self.table.stream_shard.items[self.told :]
