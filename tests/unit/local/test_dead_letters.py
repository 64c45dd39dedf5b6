"""What is said of dead letters, and what is refused before anybody is asked."""

import argparse
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError
from botocore.stub import Stubber

from darkroom.dead_letters import QUEUES, DeadLetter
from darkroom.jobs import JobState, PhotoAddress, PhotoState
from darkroom.services.begin_again import BeginAgain
from darkroom.services.resend_dead_letters import ResendDeadLetters
from local.dead_letters import command
from local.dead_letters.desk import Desk
from local.dead_letters.refusals import in_a_sentence
from local.dead_letters.stacks import physical_names
from local.errors import LocalError
from tests.builders import NOW, USER, build_job, build_photo
from tests.fakes import InMemoryJobTable, InMemoryQueue, ManualClock
from tests.letters import InMemoryDeadLetterTable, InMemorySourceQueue, build_letter
from tests.libraries import fall_behind
from tests.library_fakes import InMemoryLibraryTable

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


@dataclass
class Letters:
    """A desk over fakes."""

    table: InMemoryDeadLetterTable = field(default_factory=InMemoryDeadLetterTable)
    jobs: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    queue: InMemorySourceQueue = field(default_factory=InMemorySourceQueue)

    def __post_init__(self) -> None:
        self.libraries = InMemoryLibraryTable(self.jobs)

    @property
    def desk(self) -> Desk:
        """Return the desk."""
        clock = ManualClock()
        return Desk(
            ResendDeadLetters(
                letters=self.table,
                table=self.jobs,
                libraries=self.libraries,
                queues=dict.fromkeys(QUEUES, self.queue),
                begin_again=BeginAgain(table=self.jobs, requests=InMemoryQueue(), clock=clock),
                clock=clock,
            )
        )

    def bury(self, number: int, body: str = "{}", **values: object) -> DeadLetter:
        """Keep one more letter."""
        letter = build_letter(number, **values)
        self.table.bury(letter, body)
        return letter


@pytest.fixture
def letters() -> Letters:
    return Letters()


def _photo(number: int) -> PhotoAddress:
    return PhotoAddress(
        user_id=USER, job_id="job_one", photo_id=f"pho_{number}", number=number, generation=1
    )


def test_letter_is_one_line(letters: Letters) -> None:
    letter = letters.bury(0, tries=10, photos=(_photo(0), _photo(1)))

    (line,) = letters.desk.listed(QUEUES, 20)

    buried_at = f"{NOW:%Y-%m-%d %H:%M:%S}"
    about = "job_one/pho_0 and 1 more"
    assert line == f"{letter.letter_id}  {buried_at}  gave up after 10 tries, {about}"


def test_letters_that_say_more_or_less_are_one_line_too(letters: Letters) -> None:
    letters.bury(0, reason="malformed", tries=1, photos=(_photo(0),), resent_at=NOW)
    letters.bury(1, reason="malformed", tries=2)

    lines = list(letters.desk.listed(QUEUES, 20))

    assert [line.partition("malformed ")[2] for line in lines] == [
        "after 2 tries",
        f"after 1 try, job_one/pho_0, resent {NOW:%Y-%m-%d %H:%M:%S}",
    ]


def test_letters_of_all_queues_are_listed_oldest_first(letters: Letters) -> None:
    for minutes, queue in enumerate(("RetouchQueue", "UploadsQueue", "RequestQueue")):
        letters.bury(0, queue=queue, sent_at=NOW + timedelta(minutes=minutes))

    lines = list(letters.desk.listed(QUEUES, 2))

    assert [line.partition("/")[0] for line in lines[:2]] == ["RetouchQueue", "UploadsQueue"]


def test_lines_of_all_queues_stand_in_columns(letters: Letters) -> None:
    letters.bury(0, queue="UploadsQueue")
    letters.bury(0, queue="RetouchQueue")
    letters.bury(0, queue="RequestQueue")

    lines = list(letters.desk.listed(QUEUES, 20))

    assert [line.partition("/")[0] for line in lines] == [
        "UploadsQueue",
        "RequestQueue",
        "RetouchQueue",
    ]
    assert len({line.index("  20") for line in lines}) == 1


def test_one_queue_can_be_listed_alone(letters: Letters) -> None:
    letters.bury(0, queue="UploadsQueue")
    letters.bury(0, queue="RetouchQueue")

    (line,) = letters.desk.listed(["RetouchQueue"], 20)

    assert line.startswith("RetouchQueue/")


@pytest.mark.parametrize(
    ("kept", "limit", "said"),
    [
        (0, 20, ["Nothing has been given up on."]),
        (2, 2, []),
        (250, 200, ["There are more: --limit 400 shows twice as many."]),
    ],
)
def test_list_says_when_it_is_not_all(
    letters: Letters, kept: int, limit: int, said: list[str]
) -> None:
    for number in range(kept):
        letters.bury(number)

    lines = list(letters.desk.listed(QUEUES, limit))

    assert lines[limit if kept else 0 :] == said


def test_letter_is_inspected_with_its_body_to_the_letter(letters: Letters) -> None:
    body = '{"not": json, \x1b[31m "\ud800"'
    letter = letters.bury(0, body, reason="malformed", faults=("the whole message: Invalid",))

    text = letters.desk.inspected(letter.letter_id)

    assert text.isascii()
    told = json.loads(text)
    assert told["letter_id"] == letter.letter_id
    assert told["body"] == body
    assert told["faults"] == ["the whole message: Invalid"]


def test_letter_that_is_not_there_is_named(letters: Letters) -> None:
    with pytest.raises(LocalError, match="no letter RequestQueue/1/one; `dlq list`"):
        letters.desk.inspected("RequestQueue/1/one")


def test_letter_that_is_resent_says_so_and_is_not_unsent_any_more(letters: Letters) -> None:
    letter, other = letters.bury(0, "first"), letters.bury(1, "second")

    outcome = letters.desk.resent(letter)

    assert outcome.is_good
    assert outcome.text == f"{letter.letter_id}  message sent once more"
    assert [body for body, *_ in letters.queue.revived] == ["first"]
    assert letters.desk.unsent(QUEUES) == [other]


def test_letter_that_helps_nobody_says_so(letters: Letters) -> None:
    job = build_job(state=JobState.COMPLETED, completed_at=NOW)
    photo = build_photo(job, state=PhotoState.DONE)
    letters.jobs.create(job, [photo], None)
    letter = letters.bury(0, photos=(PhotoAddress.of(photo),))

    outcome = letters.desk.resent(letter)

    assert outcome.is_good
    assert outcome.text == f"{letter.letter_id}  not resent: nothing moves its photo any more"
    assert letters.queue.revived == []


def test_letter_of_a_halted_library_says_who_lets_it_go_on(letters: Letters) -> None:
    fall_behind(letters.libraries, by=1)
    letters.libraries.halt(letters.libraries.log(USER), NOW)
    letter = letters.bury(0, queue="UserOperationsQueue", group_id=USER)

    outcome = letters.desk.resent(letter)

    advice = "a retry or skip by its user lets the halted library go on"
    assert outcome.is_good
    assert outcome.text == f"{letter.letter_id}  not resent: {advice}"
    assert letters.desk.unsent(QUEUES) == [letter]


def test_letter_that_cannot_be_resent_says_why(letters: Letters) -> None:
    letter = letters.bury(0)
    letters.queue.is_out_of_reach = True

    outcome = letters.desk.resent(letter)

    assert not outcome.is_good
    assert outcome.text.startswith(f"{letter.letter_id}  not resent: ")
    assert letters.desk.unsent(QUEUES) == [letter]


def test_letters_that_die_again_at_once_are_not_resent_with_the_others(letters: Letters) -> None:
    buried = [letters.bury(number, reason="malformed") for number in range(120)]
    letters.queue.when_revived = lambda body: letters.bury(
        0,
        body,
        message_id=f"again-{len(letters.queue.revived)}",
        sent_at=NOW + timedelta(seconds=len(letters.queue.revived)),
    )

    resent = []
    for letter in letters.desk.unsent(QUEUES):
        letters.desk.resent(letter)
        resent.append(letter.letter_id)
        assert len(resent) <= len(buried)

    assert sorted(resent) == sorted(letter.letter_id for letter in buried)


@pytest.fixture
def cloudformation() -> "CloudFormationClient":
    return boto3.client(
        "cloudformation",
        region_name="eu-central-1",
        aws_access_key_id="AKIATESTS00000000000",
        aws_secret_access_key="tests",
    )


def _summary(logical_id: str) -> dict[str, object]:
    return {
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": f"prod-{logical_id}",
        "ResourceType": "AWS::SQS::Queue",
        "LastUpdatedTimestamp": NOW,
        "ResourceStatus": "CREATE_COMPLETE",
    }


def test_every_page_of_a_stack_is_read(cloudformation: "CloudFormationClient") -> None:
    first = {"StackResourceSummaries": [_summary("Table")], "NextToken": "more"}
    second = {"StackResourceSummaries": [_summary("UploadsQueue")]}
    with Stubber(cloudformation) as stub:
        stub.add_response("list_stack_resources", first, {"StackName": "prod"})
        stub.add_response(
            "list_stack_resources", second, {"StackName": "prod", "NextToken": "more"}
        )
        names = physical_names(cloudformation, "prod")

    assert names == {"Table": "prod-Table", "UploadsQueue": "prod-UploadsQueue"}


def test_stack_that_is_not_there_is_named(cloudformation: "CloudFormationClient") -> None:
    with Stubber(cloudformation) as stub:
        stub.add_client_error("list_stack_resources", "ValidationError", "It does not exist")
        with pytest.raises(LocalError, match="There is no stack prod in eu-central-1"):
            physical_names(cloudformation, "prod")


def _refused(message: str) -> ClientError:
    return ClientError(
        {"Error": {"Code": "AccessDenied", "Message": message}}, "ListStackResources"
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NoCredentialsError(), "There are no AWS credentials; sign in, or set AWS_PROFILE"),
        (NoRegionError(), "Say in which region the stack is: --region, or AWS_REGION."),
        (_refused("You may not."), "AWS refused ListStackResources: You may not."),
        (_refused(""), "AWS refused ListStackResources: AccessDenied"),
    ],
    ids=["credentials", "region", "refused", "no reason"],
)
def test_what_aws_does_not_do_is_a_sentence(error: Exception, sentence: str) -> None:
    with pytest.raises(LocalError) as caught, in_a_sentence():
        raise error

    assert str(caught.value).startswith(sentence)


def _arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["list", "--region", "eu-central-1"], "--region says where a deployed stack is"),
        (["resend"], "Name the letters to resend, or say --all"),
        (["resend", "--all", "RequestQueue/1/one"], "Name the letters to resend, or say --all"),
        (["resend", "--queue", "RequestQueue", "one"], "--queue goes with --all"),
    ],
)
def test_words_that_do_not_go_together_are_refused(words: list[str], sentence: str) -> None:
    with pytest.raises(LocalError, match=sentence):
        command.run(_arguments(*words), lambda: 1)


@pytest.mark.parametrize(
    "words",
    [["list", "--limit", "0"], ["list", "--limit", "ten"], ["list", "--queue", "Nobody"], []],
    ids=" ".join,
)
def test_words_that_mean_nothing_are_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _arguments(*words)

    assert "error: " in capsys.readouterr().err
