"""A function as the template describes it."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local import account
from local.errors import LocalError
from local.stack.stack import Stack
from local.stack.template import Template

# Every photo gets a fresh process, which spends a quarter of its time on having memory mapped 4 KiB
# at a time. Most machines that develop have a C library that can ask for more; Lambda's cannot yet.
HUGE_PAGES = "glibc.malloc.hugetlb=1"


# On one machine the lanes share its processors. A tenth of what others get is enough for what takes
# long anyway; with less it would stand still while anything else is done here.
_IN_THE_BACKGROUND = frozenset({"retouch_photo"})
_NICENESS = 10


@dataclass(frozen=True)
class FunctionDefinition:
    """What it takes to start an execution environment of a function."""

    logical_id: str
    folder: Path
    handler: str
    role_arn: str
    timeout_seconds: int
    memory_mb: int
    variables: Mapping[str, str]
    import_path: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Return the folder's name, which is what people call the function."""
        return self.folder.name

    @property
    def niceness(self) -> int:
        """Return how far the function's processes step back for others."""
        return _NICENESS if self.name in _IN_THE_BACKGROUND else 0

    def environment(self, credentials: Mapping[str, str], endpoint: str) -> dict[str, str]:
        """Return all the variables that the function's process sees, and no others."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "en_US.UTF-8",
            "GLIBC_TUNABLES": HUGE_PAGES,
            "TZ": ":UTC",
            **self.variables,
            **credentials,
            "AWS_DEFAULT_REGION": account.REGION,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EXECUTION_ENV": "AWS_Lambda_python{}.{}".format(*sys.version_info),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_mb),
            "AWS_LAMBDA_FUNCTION_NAME": account.physical_name(self.logical_id),
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self.timeout_seconds),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{account.physical_name(self.logical_id)}",
            "AWS_REGION": account.REGION,
            "LAMBDA_TASK_ROOT": str(self.folder),
            "PYTHONPATH": os.pathsep.join(map(str, self.import_path)),
            "_HANDLER": self.handler,
        }


def functions_of(stack: Stack) -> Iterator[FunctionDefinition]:
    """Yield the functions of a stack."""
    layers = {stack.ref(logical_id): layer for logical_id, layer in _layers(stack).items()}
    for logical_id, properties in stack.of_type("AWS::Lambda::Function"):
        folder = stack.template.source_folder(properties["Code"])
        variables = properties.get("Environment", {}).get("Variables", {})
        yield FunctionDefinition(
            logical_id=logical_id,
            folder=folder,
            handler=properties["Handler"],
            role_arn=properties["Role"],
            timeout_seconds=int(properties.get("Timeout", 3)),
            memory_mb=int(properties.get("MemorySize", 128)),
            variables={name: str(value) for name, value in variables.items()},
            import_path=tuple(layers[reference] for reference in properties.get("Layers", [])),
        )


def _layers(stack: Stack) -> dict[str, Path]:
    # A layer's own code is used as it lies in the source tree; what its requirements name is
    # already installed for the Python that runs this.
    return {
        logical_id: stack.template.source_folder(properties["Content"])
        for logical_id, properties in stack.of_type("AWS::Lambda::LayerVersion")
    }


def require_handlers(template: Template) -> None:
    """Look for the code of every function.

    Raises:
        LocalError: the folder or the module of a handler is not there.
    """
    for logical_id, properties in template.of_type("AWS::Lambda::Function"):
        folder = template.source_folder(properties["Code"])
        module = folder / f"{properties['Handler'].rpartition('.')[0].replace('.', '/')}.py"
        if not module.is_file():
            where = module.relative_to(template.root)
            message = f"{logical_id} has its handler in {where}, and there is no such file."
            raise LocalError(message)
