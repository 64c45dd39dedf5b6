"""Who calls. The gateway has checked the token; what it cannot check is checked here."""

import re
from typing import Final

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from darkroom.errors import UnauthorizedError, WrongTokenUseError
from darkroom.ids import USER_ID

_USER_ID: Final = re.compile(USER_ID)


def user_id_of(event: APIGatewayProxyEventV2) -> str:
    """The caller's id, from the claims of an access token that the gateway accepted.

    A JWT authorizer takes an ID token as well as an access token: both are signed by the pool
    and name the client. Only `token_use` tells them apart.

    Raises:
        UnauthorizedError: There are no claims, or they name no usable user.
        WrongTokenUseError: The token is an ID token.
    """
    authorizer = event.request_context.authorizer
    claims = (authorizer.jwt_claim if authorizer else None) or {}
    if not claims:
        raise UnauthorizedError
    if claims.get("token_use") != "access":
        raise WrongTokenUseError
    user_id = str(claims.get("sub", ""))
    if not _USER_ID.fullmatch(user_id):
        raise UnauthorizedError
    return user_id
