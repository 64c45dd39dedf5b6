"""Buckets: CloudFormation's property names turned into those of the S3 API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local.aws.policies import Policy
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def create_bucket(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a bucket with all that the functions and browsers can notice of it."""
    bucket = deployment.resolve(properties)
    name = bucket.get("BucketName", deployment.name.lower())
    client: S3Client = deployment.client("s3")
    client.create_bucket(Bucket=name)
    if "VersioningConfiguration" in bucket:
        client.put_bucket_versioning(
            Bucket=name, VersioningConfiguration=bucket["VersioningConfiguration"]
        )
    if "PublicAccessBlockConfiguration" in bucket:
        client.put_public_access_block(
            Bucket=name, PublicAccessBlockConfiguration=bucket["PublicAccessBlockConfiguration"]
        )
    _protect(client, name, bucket)
    _notify(client, name, bucket)
    domain = f"{name}.s3.amazonaws.com"
    return Resource(ref=name, attributes={"Arn": f"arn:aws:s3:::{name}", "DomainName": domain})


def create_bucket_policy(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Attach a policy to a bucket."""
    resolved = deployment.resolve(properties)
    document = Policy.parse(resolved["PolicyDocument"], deployment.logical_id).text
    client: S3Client = deployment.client("s3")
    client.put_bucket_policy(Bucket=resolved["Bucket"], Policy=document)
    return Resource(ref=resolved["Bucket"])


def _protect(client: "S3Client", name: str, bucket: Mapping[str, Any]) -> None:
    if "BucketEncryption" in bucket:
        client.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": _encryption_rules(bucket)}
        )
    if "CorsConfiguration" in bucket:
        rules = [_cors_rule(rule) for rule in bucket["CorsConfiguration"]["CorsRules"]]
        client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})
    if "LifecycleConfiguration" in bucket:
        rules = [_lifecycle_rule(rule) for rule in bucket["LifecycleConfiguration"]["Rules"]]
        client.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": rules}
        )


def _notify(client: "S3Client", name: str, bucket: Mapping[str, Any]) -> None:
    queues = bucket.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    if queues:
        client.put_bucket_notification_configuration(
            Bucket=name,
            NotificationConfiguration={
                "QueueConfigurations": [_queue_rule(rule) for rule in queues]
            },
        )


def _encryption_rules(bucket: Mapping[str, Any]) -> Any:  # noqa: ANN401 - boto3's own
    rules = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    renamed = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
    return [{renamed.get(key, key): value for key, value in rule.items()} for rule in rules]


def _cors_rule(rule: Mapping[str, Any]) -> Any:  # noqa: ANN401 - boto3's own
    renamed = {"ExposedHeaders": "ExposeHeaders", "Id": "ID", "MaxAge": "MaxAgeSeconds"}
    return {renamed.get(key, key): value for key, value in rule.items()}


def _lifecycle_rule(rule: Mapping[str, Any]) -> Any:  # noqa: ANN401 - boto3's own
    known = {
        "ID": rule.get("Id"),
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
    }
    if "ExpirationInDays" in rule:
        known["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    elif "ExpiredObjectDeleteMarker" in rule:
        known["Expiration"] = {"ExpiredObjectDeleteMarker": rule["ExpiredObjectDeleteMarker"]}
    return {key: value for key, value in known.items() if value is not None}


def _queue_rule(rule: Mapping[str, Any]) -> Any:  # noqa: ANN401 - boto3's own
    filters = rule.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    return {
        "QueueArn": rule["Queue"],
        "Events": [rule["Event"]],
        "Filter": {"Key": {"FilterRules": filters}},
    }
