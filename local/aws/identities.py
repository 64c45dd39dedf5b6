"""Whose key is this?"""

from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from local import account
from local.aws.policies import Policy, parsed
from local.aws.refusals import RefusedError


@dataclass(frozen=True)
class Identity:
    """A caller whose secret is known; without a role it is the developer, who may do all."""

    access_key_id: str
    secret: str
    session_token: str | None = None
    role: str | None = None

    @property
    def arn(self) -> str:
        """Return the caller as error messages name it."""
        if self.role is None:
            return account.arn("iam", "user/developer", regional=False)
        return account.arn("sts", f"assumed-role/{self.role}", regional=False)

    @property
    def policies(self) -> list[Policy]:
        """Return what the role was given, as it is now."""
        roles = iam_backends[account.ACCOUNT_ID][account.PARTITION]
        if self.role is None:
            return []
        names = roles.list_role_policies(self.role)
        return [parsed(roles.get_role_policy(self.role, name)[1]) for name in names]


_DEVELOPER = Identity(account.DEVELOPER_ACCESS_KEY_ID, account.DEVELOPER_SECRET_ACCESS_KEY)


def find(access_key_id: str, session_token: str | None) -> Identity:
    """Return the owner of an access key.

    The credentials of a role do not expire here: Lambda renews those of a warm environment, and
    an environment on this machine may stay warm for days.

    Raises:
        RefusedError: nobody has this key, or its session token is another one.
    """
    if access_key_id == _DEVELOPER.access_key_id:
        return _DEVELOPER
    sessions = sts_backends[account.ACCOUNT_ID][account.PARTITION]
    session = sessions.get_assumed_role_from_access_key(access_key_id)
    if session is None:
        raise RefusedError(
            "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist."
        )
    if session.session_token != session_token:
        raise RefusedError("InvalidToken", "The provided token is malformed or otherwise invalid.")
    role = session.role_arn.rpartition("/")[2]
    return Identity(access_key_id, session.secret_access_key, session_token, role)
