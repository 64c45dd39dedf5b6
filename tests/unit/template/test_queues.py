"""Every queue keeps the promises that a worker may be killed and a message may come twice."""

from dataclasses import replace

import pytest

from darkroom.budgets import OBJECT_STEP_SECONDS
from darkroom.dead_letters import QUEUES, TRIES
from darkroom.services.lane_work import longest_seconds
from tests.pictures import LIMITS
from tests.unit.template.stack import Stack, settings_name

FOURTEEN_DAYS = 14 * 24 * 3600


def test_every_queue_has_a_dead_letter_queue_after_its_tries(stack: Stack) -> None:
    assert set(TRIES) == set(working_queues(stack))
    for logical_id, tries in TRIES.items():
        redrive = stack.of_type("AWS::SQS::Queue")[logical_id]["RedrivePolicy"]

        assert redrive["maxReceiveCount"] == tries
        assert redrive["deadLetterTargetArn"]["Fn::GetAtt"] == [dead_letters_of(logical_id), "Arn"]


def test_dead_letters_outlive_the_queue_they_come_from(stack: Stack) -> None:
    queues = stack.of_type("AWS::SQS::Queue")

    for logical_id in working_queues(stack):
        retention = queues[dead_letters_of(logical_id)]["MessageRetentionPeriod"]

        assert retention == FOURTEEN_DAYS
        assert queues[logical_id]["MessageRetentionPeriod"] < retention


def test_a_message_stays_hidden_for_six_timeouts(stack: Stack) -> None:
    queues = stack.of_type("AWS::SQS::Queue")

    for source in stack.event_sources():
        assert queues[source.queue]["VisibilityTimeout"] >= 6 * source.timeout_seconds


def test_every_queue_feeds_one_function(stack: Stack) -> None:
    fed = [source.queue for source in stack.event_sources()]

    assert sorted(fed) == sorted(stack.of_type("AWS::SQS::Queue"))


def test_every_dead_letter_is_buried(stack: Stack) -> None:
    buried = {
        source.queue
        for source in stack.event_sources()
        if source.function == "BuryDeadLettersFunction"
    }

    assert buried == set(dead_letter_queues(stack))


def test_who_buries_knows_where_each_dead_letter_comes_from(stack: Stack) -> None:
    function = stack.of_type("AWS::Serverless::Function")["BuryDeadLettersFunction"]
    variables = function["Environment"]["Variables"]

    assert set(working_queues(stack)) == set(QUEUES)
    for queue in working_queues(stack):
        name = settings_name(queue)
        assert variables[f"{name}_QUEUE_URL"] == {"Ref": queue}
        assert variables[f"{name}_DEAD_LETTER_QUEUE_ARN"] == {
            "Fn::GetAtt": [dead_letters_of(queue), "Arn"]
        }


def test_functions_answer_for_each_message_of_a_batch(stack: Stack) -> None:
    for source in stack.event_sources():
        assert source.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_batches_need_no_window(stack: Stack) -> None:
    for source in stack.event_sources():
        size = source.properties["BatchSize"]

        assert 1 <= stack.least(size) <= stack.most(size) <= 10


def test_concurrency_is_within_what_lambda_takes(stack: Stack) -> None:
    parameters = stack.template["Parameters"]

    for source in stack.event_sources():
        concurrency = parameters[source.properties["ScalingConfig"]["MaximumConcurrency"]["Ref"]]

        assert concurrency["MinValue"] == 2
        assert concurrency["MaxValue"] == 1000


@pytest.mark.parametrize(
    ("function", "wall_seconds"),
    [("ProcessPhotoFunction", "PhotoWallSeconds"), ("RetouchPhotoFunction", "RetouchWallSeconds")],
)
def test_a_worker_has_time_to_begin_a_photo(stack: Stack, function: str, wall_seconds: str) -> None:
    """It hands back what it has no time for: it would hand back everything, for ever."""
    timeout = stack.of_type("AWS::Serverless::Function")[function]["Timeout"]
    slowest = stack.template["Parameters"][wall_seconds]["MaxValue"]

    assert longest_seconds(replace(LIMITS, max_wall_seconds=slowest)) + 1 < stack.least(timeout)


def test_every_function_outlasts_a_call_that_is_never_answered(stack: Stack) -> None:
    for name, function in stack.of_type("AWS::Serverless::Function").items():
        assert stack.least(function["Timeout"]) > OBJECT_STEP_SECONDS, name


def test_the_slow_lane_takes_one_photo_at_a_time(stack: Stack) -> None:
    sources = {source.function: source.properties for source in stack.event_sources()}

    assert sources["RetouchPhotoFunction"]["BatchSize"] == 1


def test_the_slowest_batch_of_photos_fits_in_the_timeout(stack: Stack) -> None:
    parameters = stack.template["Parameters"]
    timeout = stack.of_type("AWS::Serverless::Function")["ProcessPhotoFunction"]["Timeout"]

    photos = parameters["ProcessPhotoBatchSize"]["MaxValue"]
    seconds = parameters["PhotoWallSeconds"]["MaxValue"]

    assert photos * seconds < timeout


def test_what_stays_in_a_dead_letter_queue_raises_an_alarm(stack: Stack) -> None:
    alarms = stack.of_type("AWS::CloudWatch::Alarm")
    burying = stack.of_type("AWS::Serverless::Function")["BuryDeadLettersFunction"]["Timeout"]

    for queue in dead_letter_queues(stack):
        alarm = alarms[queue.removesuffix("Queue") + "Alarm"]
        waiting, *parts = alarm["Metrics"]
        counted = [part["MetricStat"]["Metric"] for part in parts]

        assert waiting["Expression"] == " + ".join(part["Id"] for part in parts)
        assert [metric["MetricName"] for metric in counted] == [
            "ApproximateNumberOfMessagesVisible",
            "ApproximateNumberOfMessagesNotVisible",
        ]
        assert {metric["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for metric in counted} == {queue}
        assert alarm["EvaluationPeriods"] * parts[0]["MetricStat"]["Period"] > 10 * burying


def test_a_dead_letter_raises_an_alarm(stack: Stack) -> None:
    alarm = stack.of_type("AWS::CloudWatch::Alarm")["DeadLettersAlarm"]
    function = stack.of_type("AWS::Serverless::Function")["BuryDeadLettersFunction"]
    variables = function["Environment"]["Variables"]
    shared = stack.template["Globals"]["Function"]["Environment"]["Variables"]

    assert alarm["Namespace"] == shared["POWERTOOLS_METRICS_NAMESPACE"]
    assert alarm["MetricName"] == "DeadLetters"
    assert alarm["Dimensions"] == [
        {"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}
    ]


def test_only_what_users_do_to_their_libraries_is_in_order(stack: Stack) -> None:
    ordered = {
        name: queue
        for name, queue in stack.of_type("AWS::SQS::Queue").items()
        if queue.get("FifoQueue")
    }

    assert set(ordered) == {"UserOperationsQueue", "UserOperationsDeadLetterQueue"}


@pytest.mark.parametrize("name", ["UserOperationsQueue", "UserOperationsDeadLetterQueue"])
def test_no_user_waits_for_anothers_order(stack: Stack, name: str) -> None:
    """Together the two are the high-throughput mode, which takes a group for what is ordered."""
    queue = stack.of_type("AWS::SQS::Queue")[name]

    assert queue["DeduplicationScope"] == "messageGroup"
    assert queue["FifoThroughputLimit"] == "perMessageGroupId"
    # Two equal bodies are two messages, unless their sender says that they are one.
    assert "ContentBasedDeduplication" not in queue


def test_an_ordered_queue_gives_its_dead_letters_to_one(stack: Stack) -> None:
    queues = stack.of_type("AWS::SQS::Queue")

    for name in working_queues(stack):
        is_fifo = queues[name].get("FifoQueue", False)

        assert queues[dead_letters_of(name)].get("FifoQueue", False) == is_fifo


def test_queues_are_encrypted_and_refuse_plain_http(stack: Stack) -> None:
    guarded = {
        policy["Queues"][0]["Ref"]
        for policy in stack.of_type("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    queues = stack.of_type("AWS::SQS::Queue")

    assert guarded == set(queues)
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())


def test_only_our_bucket_may_tell_of_uploads(stack: Stack) -> None:
    allowed = [
        statement
        for policy in stack.of_type("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]

    assert len(allowed) == 1
    assert allowed[0]["Principal"] == {"Service": "s3.amazonaws.com"}
    assert set(allowed[0]["Condition"]) == {"ArnEquals", "StringEquals"}


def working_queues(stack: Stack) -> list[str]:
    return [name for name in stack.of_type("AWS::SQS::Queue") if "DeadLetter" not in name]


def dead_letter_queues(stack: Stack) -> list[str]:
    return [name for name in stack.of_type("AWS::SQS::Queue") if "DeadLetter" in name]


def dead_letters_of(queue: str) -> str:
    return queue.removesuffix("Queue") + "DeadLetterQueue"
