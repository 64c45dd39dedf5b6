"""Darkroom: an online photo-processing service on AWS Lambda, SQS, S3 and DynamoDB."""
