"""Keeping a function from its queue, while everything else goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from local.account import physical_name
from tools.service import Service

POLICY = "Withheld"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "sqs:ReceiveMessage", "Resource": "*"}],
}


@contextmanager
def withheld(service: Service, role: str) -> Iterator[None]:
    """Within this a role may receive nothing: whoever polls its queue is refused, and asks again.

    Whoever has been waiting there for long gets what comes next.
    """
    iam, name = service.aws("iam"), physical_name(role)
    iam.put_role_policy(RoleName=name, PolicyName=POLICY, PolicyDocument=json.dumps(DOCUMENT))
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName=POLICY)
