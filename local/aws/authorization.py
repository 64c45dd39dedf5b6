"""Is this caller allowed what it asks for? Its role decides, and the bucket's or queue's policy."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from moto.sqs.models import sqs_backends

from local import account
from local.aws.actions import Needed
from local.aws.identities import Identity
from local.aws.policies import Access, Effect, Policy, combined_effect, parsed
from local.aws.refusals import RefusedError

# Everything here is loopback, where there is no TLS: policies that insist on it are satisfied.
_BASE_CONTEXT = {"aws:SecureTransport": "true", "aws:SourceAccount": account.ACCOUNT_ID}

Grant = tuple[str, str, str]


class Authorization:
    """Decides, and remembers every (role, action, resource) that it allowed."""

    def __init__(self) -> None:
        self.bucket_policies: dict[str, str] = {}
        self.grants: set[Grant] = set()

    def require(
        self, identity: Identity, accesses: Iterable[Needed], *, age: timedelta | None = None
    ) -> None:
        """Pass when all of it is allowed.

        Raises:
            RefusedError: the first thing that is not.
        """
        for action, resource in accesses:
            if not self.allows(identity, (action, resource), age=age):
                raise RefusedError(
                    "AccessDenied",
                    f"User: {identity.arn} is not authorized to perform: {action} on resource: "
                    f"{resource} because no identity-based policy allows the {action} action",
                )

    def allows(self, identity: Identity, access: Needed, *, age: timedelta | None = None) -> bool:
        """Tell whether one thing is allowed, and remember it if it is."""
        if identity.role is None:
            return True
        context = dict(_BASE_CONTEXT)
        if age is not None:
            context["s3:signatureAge"] = str(int(age.total_seconds() * 1000))
        asked = Access(*access, principal=identity.arn, context=context)
        policies = [*identity.policies, *self._resource_policies(access[1])]
        if combined_effect(policies, asked) is not Effect.ALLOW:
            return False
        self.grants.add((identity.role, *access))
        return True

    def service_may_send(self, service: str, queue_arn: str, source_arn: str) -> bool:
        """Tell whether a queue's own policy lets an AWS service send to it."""
        context = _BASE_CONTEXT | {"aws:SourceArn": source_arn}
        asked = Access("sqs:SendMessage", queue_arn, principal=service, context=context)
        if combined_effect(self._resource_policies(queue_arn), asked) is not Effect.ALLOW:
            return False
        self.grants.add((service, "sqs:SendMessage", queue_arn))
        return True

    def _resource_policies(self, resource: str) -> list[Policy]:
        _, _, service, _, _, name = resource.split(":", 5) if resource != "*" else [""] * 6
        document = {"s3": self._bucket_policy, "sqs": self._queue_policy}.get(service, _none)(name)
        return [parsed(document)] if document else []

    def _bucket_policy(self, name: str) -> str | None:
        return self.bucket_policies.get(name.partition("/")[0])

    @staticmethod
    def _queue_policy(name: str) -> str | None:
        queues: Mapping[str, object] = sqs_backends[account.ACCOUNT_ID][account.REGION].queues
        policy = getattr(queues.get(name), "policy", None)
        return str(policy) if policy else None


def _none(_name: str) -> str | None:
    return None
