"""The CloudFormation types the local runtime knows, each listed by hand."""

from collections.abc import Callable, Mapping
from typing import Any

from local.stack.resource import Deployment, Resource
from local.stack.resources import cognito, declared, dynamodb, iam, s3, sqs

Creator = Callable[[Deployment, Mapping[str, Any]], Resource]

CREATORS: Mapping[str, Creator] = {
    "AWS::ApiGatewayV2::Api": declared.name_http_api,
    "AWS::Cognito::UserPool": cognito.create_user_pool,
    "AWS::Cognito::UserPoolClient": cognito.create_user_pool_client,
    "AWS::DynamoDB::Table": dynamodb.create_table,
    "AWS::Events::Rule": declared.name_rule,
    "AWS::IAM::Role": iam.create_role,
    "AWS::Lambda::EventSourceMapping": declared.name_event_source_mapping,
    "AWS::Lambda::Function": declared.name_function,
    "AWS::Lambda::LayerVersion": declared.name_layer,
    "AWS::Logs::LogGroup": declared.name_log_group,
    "AWS::S3::Bucket": s3.create_bucket,
    "AWS::S3::BucketPolicy": s3.create_bucket_policy,
    "AWS::SQS::Queue": sqs.create_queue,
    "AWS::SQS::QueuePolicy": sqs.create_queue_policy,
}

# Nothing on one machine depends on these.
SKIPPED = frozenset(
    {
        "AWS::ApiGatewayV2::Stage",
        "AWS::CloudWatch::Alarm",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::Permission",
    }
)
