"""Photos are private, encrypted, and gone when their time is over."""

import pytest

from tests.unit.template.stack import Stack, Tree

BUCKETS = ["UploadsBucket", "ResultsBucket"]


def test_there_are_no_other_buckets(stack: Stack) -> None:
    assert sorted(stack.of_type("AWS::S3::Bucket")) == sorted(BUCKETS)


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket_is_private(stack: Stack, name: str) -> None:
    access = bucket(stack, name)["PublicAccessBlockConfiguration"]

    assert access == dict.fromkeys(
        ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"],
        True,
    )


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket_is_encrypted(stack: Stack, name: str) -> None:
    assert bucket(stack, name)["BucketEncryption"]["ServerSideEncryptionConfiguration"]


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket_refuses_plain_http(stack: Stack, name: str) -> None:
    policy = stack.of_type("AWS::S3::BucketPolicy")[f"{name}Policy"]

    assert policy["Bucket"] == {"Ref": name}
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Sid": "DenyUnencryptedTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [{"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}/*"}],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket_forgets_photos_of_jobs_and_abandoned_uploads(stack: Stack, name: str) -> None:
    for expiry in expiries(stack, name):
        assert expiry["Status"] == "Enabled"
        assert expiry["ExpirationInDays"] == {"Ref": "RetentionDays"}
        assert expiry["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 1


def test_a_bucket_forgets_nothing_else(stack: Stack) -> None:
    """What libraries keep lies under library/, in both of them."""
    forgotten = {name: {rule["Prefix"] for rule in expiries(stack, name)} for name in BUCKETS}

    assert forgotten == {"UploadsBucket": {"uploads/", "inline/"}, "ResultsBucket": {"results/"}}


@pytest.mark.parametrize("name", BUCKETS)
def test_a_browser_may_follow_a_redirect_to_any_photo(stack: Stack, name: str) -> None:
    """On the way it forgets its origin, and says "null"."""
    (reading,) = [rule for rule in cors_rules(stack, name) if "GET" in rule["AllowedMethods"]]

    assert (reading["AllowedOrigins"], reading["AllowedMethods"]) == (["*"], ["GET", "HEAD"])


def test_only_pages_of_ones_own_upload_photos(stack: Stack) -> None:
    writing = [
        rule
        for name in BUCKETS
        for rule in cors_rules(stack, name)
        if not {*rule["AllowedMethods"]} <= {"GET", "HEAD"}
    ]

    assert [(rule["AllowedOrigins"], rule["AllowedMethods"]) for rule in writing] == [
        ({"Ref": "AllowedOrigins"}, ["POST"])
    ]


def test_the_version_that_was_checked_outlives_every_message_about_it(stack: Stack) -> None:
    queue = stack.of_type("AWS::SQS::Queue")["RequestQueue"]

    assert bucket(stack, "UploadsBucket")["VersioningConfiguration"] == {"Status": "Enabled"}
    for rule in expiries(stack, "UploadsBucket"):
        kept_days = rule["NoncurrentVersionExpiration"]["NoncurrentDays"]

        assert kept_days * 24 * 3600 > queue["MessageRetentionPeriod"]


def test_the_table_is_paid_by_use_expires_rows_and_can_be_restored(stack: Stack) -> None:
    table = stack.of_type("AWS::DynamoDB::Table")["Table"]

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_rows_that_are_due_are_found_by_their_keys_alone(stack: Stack) -> None:
    (index,) = stack.of_type("AWS::DynamoDB::Table")["Table"]["GlobalSecondaryIndexes"]

    keys = {key["KeyType"]: key["AttributeName"] for key in index["KeySchema"]}
    assert (index["IndexName"], keys) == ("due", {"HASH": "due_shard", "RANGE": "due_at"})
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def bucket(stack: Stack, name: str) -> Tree:
    return stack.of_type("AWS::S3::Bucket")[name]


def cors_rules(stack: Stack, name: str) -> list[Tree]:
    """Return what pages of which origins may do with a bucket."""
    rules: list[Tree] = bucket(stack, name)["CorsConfiguration"]["CorsRules"]
    return rules


def expiries(stack: Stack, name: str) -> list[Tree]:
    """Return the rules of a bucket by which anything goes that is not deleted already."""
    rules = bucket(stack, name)["LifecycleConfiguration"]["Rules"]
    return [rule for rule in rules if "ExpiredObjectDeleteMarker" not in rule]
