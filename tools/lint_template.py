"""Lints what CloudFormation will see: template.yaml as the SAM transform expands it.

cfn-lint does not look inside SAM's own resources: on template.yaml itself it finds next to nothing.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from local.account import REGION
from local.stack.template import Template

TEMPLATE = Path(__file__).parents[1] / "template.yaml"


def main() -> int:
    """Expand the template, hand it to cfn-lint and return cfn-lint's exit code."""
    template = Template.load(TEMPLATE)
    expansion = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": template.parameters,
        "Conditions": template.conditions,
        "Resources": template.resources,
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "expansion.json"
        file.write_text(json.dumps(expansion), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("cfn-lint")),
            "--regions",
            REGION,
            "--",
            str(file),
        ]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
