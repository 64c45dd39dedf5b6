"""Reading a template: what is expanded, and what is said of one that cannot be."""

from pathlib import Path

import pytest

from local.errors import LocalError
from local.stack.template import Template

_FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Resources:
  ShrinkFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./functions/shrink/
      Handler: app.lambda_handler
      Runtime: python3.13
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_serverless_function_becomes_a_function_and_its_role(tmp_path: Path) -> None:
    template = Template.load(_write(tmp_path, _FUNCTION))

    kinds = {name: resource["Type"] for name, resource in template.resources.items()}
    assert kinds == {
        "ShrinkFunction": "AWS::Lambda::Function",
        "ShrinkFunctionRole": "AWS::IAM::Role",
    }


def test_code_is_found_beside_the_template(tmp_path: Path) -> None:
    template = Template.load(_write(tmp_path, _FUNCTION))

    [(_, properties)] = template.of_type("AWS::Lambda::Function")
    assert template.source_folder(properties["Code"]) == tmp_path / "functions" / "shrink"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Resources: [", r"template.yaml does not parse: .*line 1"),
        ("Description: nothing", "template.yaml is not a template: it has no Resources"),
        (_FUNCTION.replace("CodeUri", "CodUri"), "template.yaml cannot be expanded: .*CodUri"),
    ],
    ids=["yaml", "resources", "property"],
)
def test_broken_template_is_one_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(LocalError, match=complaint) as caught:
        Template.load(_write(tmp_path, text))

    assert "\n" not in str(caught.value)


def test_missing_template_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=f"no template.yaml in {tmp_path}"):
        Template.load(tmp_path / "template.yaml")
