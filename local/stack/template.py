"""Reading template.yaml and expanding its serverless resources as CloudFormation would."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from local.account import REGION
from local.errors import LocalError

Tree = dict[str, Any]

# The translator accepts only S3 addresses for code; the key of this one is the folder itself.
_SOURCE_BUCKET = "source-tree"
_CODE_PROPERTIES = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}


@dataclass(frozen=True)
class Template:
    """An expanded template: only plain CloudFormation types are left in it."""

    root: Path
    resources: Mapping[str, Tree]
    parameters: Mapping[str, Tree] = field(default_factory=dict)
    mappings: Mapping[str, Tree] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and expand a template.

        Raises:
            LocalError: it is missing, is not YAML, or is not a template.
        """
        expanded = _expand(_with_sources_in_s3(_parse(path)), path)
        return cls(
            root=path.resolve().parent,
            resources=expanded["Resources"],
            parameters=expanded.get("Parameters", {}),
            mappings=expanded.get("Mappings", {}),
            conditions=expanded.get("Conditions", {}),
        )

    def of_type(self, kind: str) -> Iterator[tuple[str, Tree]]:
        """Yield the logical ids and properties of the resources of one type."""
        for logical_id, resource in self.resources.items():
            if resource["Type"] == kind:
                yield logical_id, resource.get("Properties", {})

    def source_folder(self, code: Tree) -> Path:
        """Return where the code of a function or layer lies in the source tree."""
        return self.root / str(code["S3Key"])


def _parse(path: Path) -> Tree:
    try:
        template = yaml_parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"There is no {path.name} in {path.resolve().parent}; run from the repository."
        raise LocalError(message) from error
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise LocalError(f"{path.name} does not parse: {reason}") from error
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise LocalError(f"{path.name} is not a template: it has no Resources.")
    return template


def _with_sources_in_s3(template: Tree) -> Tree:
    for resource in template["Resources"].values():
        name = _CODE_PROPERTIES.get(resource.get("Type", ""))
        properties = resource.get("Properties", {})
        if name and isinstance(properties.get(name), str):
            folder = properties[name].removeprefix("./").rstrip("/")
            properties[name] = f"s3://{_SOURCE_BUCKET}/{folder}"
    return template


def _expand(template: Tree, path: Path) -> Tree:
    # The translator asks boto3 for the region it would deploy to.
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    try:
        expanded: Tree = transform(template, {}, _NoManagedPolicies())
    except InvalidDocumentException as error:
        causes = "; ".join(cause.message for cause in error.causes) or error.message
        raise LocalError(f"{path.name} cannot be expanded: {causes}") from error
    return expanded


class _NoManagedPolicies:
    """The translator looks names of managed policies up in AWS; ours name none."""

    def load(self) -> dict[str, str]:
        return {}
