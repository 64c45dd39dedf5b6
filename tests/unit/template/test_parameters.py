"""What can be set, and what each stage sets."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.unit.template.stack import ROOT, Stack, Tree, references

STAGES = ["dev", "staging", "prod"]
SAMCONFIG: Tree = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))


def test_every_parameter_is_used(stack: Stack) -> None:
    body = {key: part for key, part in stack.template.items() if key != "Parameters"}

    assert set(stack.template["Parameters"]) <= set(references(body))


def test_every_alarm_is_sent_to_the_topic_if_there_is_one(stack: Stack) -> None:
    parameter = stack.template["Parameters"]["AlarmTopicArn"]
    topic, nobody = {"Ref": "AlarmTopicArn"}, {"Ref": "AWS::NoValue"}

    for name, alarm in stack.of_type("AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == {"Fn::If": ["TellsSomebody", [topic], nobody]}, name
    assert stack.template["Conditions"]["TellsSomebody"] == {
        "Fn::Not": [{"Fn::Equals": [topic, parameter["Default"]]}]
    }
    assert parameter["Default"] == ""


@pytest.mark.parametrize(
    ("arn", "is_taken"),
    [
        ("", True),
        ("arn:aws:sns:eu-central-1:123456789012:on-call", True),
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:on_call", True),
        ("arn:aws:sqs:eu-central-1:123456789012:on-call", False),
        ("on-call@example.org", False),
    ],
)
def test_alarms_are_sent_to_a_topic_and_to_nothing_else(
    stack: Stack, arn: str, *, is_taken: bool
) -> None:
    pattern = stack.template["Parameters"]["AlarmTopicArn"]["AllowedPattern"]

    assert bool(re.search(pattern, arn)) is is_taken


def test_everything_referred_to_exists(stack: Stack) -> None:
    known = {
        *stack.template["Parameters"],
        *stack.template["Resources"],
        *stack.template["Conditions"],
    }
    named = {name for name in references(stack.template) if not name.startswith("AWS::")}

    assert named <= known


def test_every_parameter_says_what_it_is_for_and_what_it_takes(stack: Stack) -> None:
    for name, parameter in stack.template["Parameters"].items():
        assert parameter["Description"].endswith("."), name
        assert "Default" in parameter, name
        assert parameter["Type"] == "CommaDelimitedList" or parameter.keys() & {
            "AllowedValues",
            "AllowedPattern",
            "MinValue",
        }, name


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_sets_parameters_that_exist_to_values_they_take(stack: Stack, stage: str) -> None:
    for name, value in overrides(stage).items():
        parameter = stack.template["Parameters"][name]
        if "AllowedValues" in parameter:
            assert value in map(str, parameter["AllowedValues"]), name
        elif parameter["Type"] == "Number":
            assert parameter["MinValue"] <= int(value) <= parameter["MaxValue"], name


def test_stages_are_three_different_stacks() -> None:
    names = {SAMCONFIG[stage]["global"]["parameters"]["stack_name"] for stage in STAGES}

    assert len(names) == len(STAGES)


def test_production_is_protected_and_open_to_its_own_origin_only() -> None:
    assert overrides("prod")["DeletionProtection"] == "true"
    assert overrides("prod")["AllowedOrigins"] != "*"


def test_every_function_folder_holds_the_handler_that_the_template_names(
    stack: Stack, root: Path
) -> None:
    folders = {
        function["CodeUri"].rstrip("/")
        for function in stack.of_type("AWS::Serverless::Function").values()
    }

    assert folders == {f"functions/{path.parent.name}" for path in root.glob("functions/*/app.py")}


def test_every_layer_has_its_folder_and_a_makefile_for_each_architecture(
    stack: Stack, root: Path
) -> None:
    for layer in stack.of_type("AWS::Serverless::LayerVersion").values():
        assert (root / layer["ContentUri"]).is_dir()
    for architecture in stack.template["Parameters"]["Architecture"]["AllowedValues"]:
        assert (root / "layers" / "build" / architecture / "Makefile").is_file()


def test_a_function_is_named_the_same_everywhere(stack: Stack) -> None:
    for logical_id, function in stack.of_type("AWS::Serverless::Function").items():
        folder = function["CodeUri"].rstrip("/").removeprefix("functions/")
        words = "".join(word.capitalize() for word in folder.split("_"))

        assert logical_id == f"{words}Function"
        assert function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == folder


def overrides(stage: str) -> dict[str, str]:
    given = SAMCONFIG[stage]["global"]["parameters"]["parameter_overrides"]
    return dict(override.split("=", 1) for override in given)
