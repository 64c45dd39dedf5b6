"""Each function may do what it does, and nothing else."""

from tests.unit.template.stack import Stack, listed

# Actions that AWS lets no policy narrow to a resource.
WITHOUT_RESOURCES = {
    "rekognition:DetectFaces",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
}


def test_no_role_is_allowed_a_wildcard_action(stack: Stack) -> None:
    for role, statement in stack.allowed_to_roles():
        for action in listed(statement["Action"]):
            assert "*" not in action, f"{role} {statement['Sid']}"


def test_every_permission_names_its_resources(stack: Stack) -> None:
    for role, statement in stack.allowed_to_roles():
        if set(listed(statement["Action"])) <= WITHOUT_RESOURCES:
            continue
        for resource in listed(statement["Resource"]):
            assert resource != "*", f"{role} {statement['Sid']}"
            assert set(resource) <= {"Fn::GetAtt", "Fn::Sub"}, f"{role} {statement['Sid']}"


def test_every_function_has_a_role_of_its_own(stack: Stack) -> None:
    roles = {
        name: function["Role"]["Fn::GetAtt"][0]
        for name, function in stack.of_type("AWS::Serverless::Function").items()
    }

    assert roles == {name: name.removesuffix("Function") + "Role" for name in roles}
    assert set(roles.values()) == set(stack.of_type("AWS::IAM::Role"))


def test_no_role_borrows_a_managed_policy(stack: Stack) -> None:
    for role in stack.of_type("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role


def test_a_function_may_receive_from_its_own_queues_only(stack: Stack) -> None:
    received = {
        (role, resource["Fn::GetAtt"][0])
        for role, statement in stack.allowed_to_roles()
        if "sqs:ReceiveMessage" in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }

    assert received == {
        (source.function.removesuffix("Function") + "Role", source.queue)
        for source in stack.event_sources()
    }


def test_only_the_documented_routes_are_open_to_anyone(stack: Stack) -> None:
    api = stack.of_type("AWS::Serverless::HttpApi")["HttpApi"]
    events = stack.of_type("AWS::Serverless::Function")["ApiFunction"]["Events"].values()
    routes = [event["Properties"] for event in events]
    open_routes = {
        f"{route['Method']} {route['Path']}" if "Path" in route else "$default"
        for route in routes
        if route.get("Auth") == {"Authorizer": "NONE"}
    }

    assert api["Auth"]["DefaultAuthorizer"] in api["Auth"]["Authorizers"]
    assert open_routes == {
        "$default",
        "GET /config.json",
        "GET /docs",
        "GET /v1/health",
        "GET /v1/openapi.json",
        "OPTIONS /v1/{proxy+}",
    }


def test_only_a_stack_that_uses_rekognition_may_call_it(stack: Stack) -> None:
    statements = {
        role: entry["Fn::If"]
        for role, properties in stack.of_type("AWS::IAM::Role").items()
        for policy in properties["Policies"]
        for entry in policy["PolicyDocument"]["Statement"]
        if "Fn::If" in entry
    }

    assert set(statements) == {"RetouchPhotoRole"}
    condition, allowed, otherwise = statements["RetouchPhotoRole"]
    assert (condition, allowed["Action"]) == ("UsesRekognition", "rekognition:DetectFaces")
    assert otherwise == {"Ref": "AWS::NoValue"}
