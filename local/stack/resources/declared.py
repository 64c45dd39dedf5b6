"""Resources the runtime plays itself: references to them need only a name."""

from collections.abc import Mapping
from typing import Any

from local import account
from local.sources.schedule import rule_arn
from local.stack.resource import Deployment, Resource


def name_function(deployment: Deployment, _properties: Mapping[str, Any]) -> Resource:
    """Name a function; its environments are started from the template later."""
    function_arn = account.arn("lambda", f"function:{deployment.name}")
    return Resource(ref=deployment.name, attributes={"Arn": function_arn})


def name_layer(deployment: Deployment, _properties: Mapping[str, Any]) -> Resource:
    """Refer to a layer by its logical id, which is how its folder is found."""
    return Resource(ref=deployment.logical_id)


def name_event_source_mapping(deployment: Deployment, _properties: Mapping[str, Any]) -> Resource:
    """Name an event source; its poller is started from the template later."""
    return Resource(ref=deployment.name, attributes={"Id": deployment.name})


def name_rule(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Name a rule; its timer is started from the template later."""
    name = deployment.resolve({"Name": properties.get("Name", deployment.name)})["Name"]
    return Resource(ref=name, attributes={"Arn": rule_arn(name)})


def name_http_api(deployment: Deployment, _properties: Mapping[str, Any]) -> Resource:
    """Name the API, whose endpoint is the local gateway."""
    endpoint = deployment.cloud.api_url
    return Resource(ref="local", attributes={"ApiEndpoint": endpoint, "ApiId": "local"})


def name_log_group(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Name a log group; the functions' lines go to the terminal instead."""
    name = deployment.resolve(properties).get("LogGroupName", deployment.name)
    return Resource(ref=name, attributes={"Arn": account.arn("logs", f"log-group:{name}:*")})
