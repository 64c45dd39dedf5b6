"""What was forgotten is looked at every minute, by nobody else but the clock."""

from tests.unit.template.stack import Stack

MINUTE_SECONDS = 60


def test_reconcile_runs_every_minute_and_ends_before_the_next(stack: Stack) -> None:
    function = stack.of_type("AWS::Serverless::Function")["ReconcileFunction"]
    (event,) = function["Events"].values()

    assert event == {"Type": "Schedule", "Properties": {"Schedule": "rate(1 minute)"}}
    assert function["Timeout"] < MINUTE_SECONDS
    # One that failed or had to wait does not reach into the next minutes' time.
    assert function["EventInvokeConfig"] == {
        "MaximumRetryAttempts": 0,
        "MaximumEventAgeInSeconds": MINUTE_SECONDS,
    }


def test_a_reconcile_that_fails_or_does_not_run_raises_an_alarm(stack: Stack) -> None:
    alarm = stack.of_type("AWS::CloudWatch::Alarm")["ReconcileAlarm"]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "ReconcileFunction"}}]
    assert alarm["TreatMissingData"] == "breaching"


def test_a_reconcile_that_fails_at_its_rows_raises_an_alarm(stack: Stack) -> None:
    """Every row that fails is caught, so that no other misses its turn: no run of it fails."""
    alarm = stack.of_type("AWS::CloudWatch::Alarm")["RowsFailedAlarm"]
    environment = stack.of_type("AWS::Serverless::Function")["ReconcileFunction"]["Environment"]

    service = environment["Variables"]["POWERTOOLS_SERVICE_NAME"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("Darkroom", "RowsFailed")
    assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]
    assert alarm["DatapointsToAlarm"] == 5


def test_it_finds_due_rows_by_their_index(stack: Stack) -> None:
    table = stack.of_type("AWS::DynamoDB::Table")["Table"]
    (index,) = table["GlobalSecondaryIndexes"]
    queried = [
        (role, statement["Resource"])
        for role, statement in stack.allowed_to_roles()
        if "/index/" in str(statement["Resource"])
    ]

    assert queried == [("ReconcileRole", {"Fn::Sub": f"${{Table.Arn}}/index/{index['IndexName']}"})]
