"""The whole service on this machine: started in order, ended without a trace."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self

from botocore.exceptions import ClientError

from local.errors import LocalError
from local.execution.definition import require_handlers
from local.execution.emulator import emulator_path
from local.execution.invocation import Invocation
from local.execution.processes import Processes, is_port_taken
from local.functions import MAX_API_ENVIRONMENTS, Functions, concurrency_of
from local.gateway.api import gateway_of
from local.gateway.gateway import Gateway
from local.gateway.messages import HttpRequest, HttpResponse
from local.gateway.server import GatewayServer
from local.journal import Journal
from local.people import client_configuration, create_demo_users
from local.samples import seed_samples
from local.sources.event_source import SqsEventSource
from local.sources.poller import Poller
from local.sources.schedule import Schedule
from local.sources.timer import Timer
from local.stack.resource import Cloud
from local.stack.stack import Stack
from local.stack.template import Template
from local.stand_in import StandIn

_INTEGRATION_TIMEOUT_SECONDS = 30


class Runtime:
    """The stack of one template and its functions; leaving it ends every process.

    AWS is played on the port after the API's. Port 0 is for functions without the API.
    """

    def __init__(self, template_path: Path, port: int, journal: Journal) -> None:
        self._template_path = template_path
        self._port = port
        self._journal = journal
        self._pollers: list[Poller] = []
        self._timers: list[Timer] = []
        self._callers = ThreadPoolExecutor(MAX_API_ENVIRONMENTS, thread_name_prefix="api")
        self._server: GatewayServer | None = None

    @property
    def url(self) -> str:
        """Return where the API is."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        emulator_path()
        self._require_ports()
        self._processes = Processes()
        try:
            self._create()
        except BaseException:
            self._processes.stop_all()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self._timers:
            timer.stop()
        for poller in self._pollers:
            poller.stop()
        # While there is a queue to hand anything back to.
        self.functions.stop()
        self._processes.stop_all()
        if self._server is not None:
            self._server.stop()
        self.functions.close()
        self.stack.cloud.close()
        self._callers.shutdown(wait=False, cancel_futures=True)

    def serve(self) -> None:
        """Warm the functions up, then let requests and messages in."""
        self.functions.warm_up()
        for source in self.functions.sources:
            self._pollers.append(self._poll(source))
        for schedule in self.functions.schedules:
            self._timers.append(self._time(schedule))
        gateway = gateway_of(self.stack, self._call)
        configuration = json.dumps(client_configuration(self.stack)).encode()
        handle = partial(self._handle, gateway, configuration)
        self._server = GatewayServer(self._port, handle)
        self._server.start()

    def _require_ports(self) -> None:
        for port in (self._port, self._port + 1) if self._port else ():
            if is_port_taken(port):
                raise LocalError(
                    f"Port {port} is taken; stop what listens there or choose another: "
                    f"PORT={port + 100} make run."
                )

    def _create(self) -> None:
        # The template is read while the stand-in starts: each takes most of a second.
        aws_port = self._port + 1 if self._port else 0
        stand_in = StandIn(aws_port, self._processes, self._journal)
        template = Template.load(self._template_path)
        require_handlers(template)
        endpoint = stand_in.wait_until_ready()
        self.stack = Stack(template, Cloud(endpoint, self.url))
        self.stack.create()
        create_demo_users(self.stack)
        seed_samples(self.stack)
        self.functions = Functions(self.stack, self._processes, self._journal)

    def _poll(self, source: SqsEventSource) -> Poller:
        definition = self.functions.definition(source.function_name)
        cloud = self.stack.cloud
        poller = Poller(
            source,
            cloud.client_as(cloud.credentials_of(definition.role_arn, "lambda-poller"), "sqs"),
            invoke=partial(self.functions.invoke, source.function_name),
            on_batch=partial(self._journal.batch, definition.name),
        )
        try:
            poller.start(concurrency_of(source))
        except ClientError as error:
            reason = error.response["Error"].get("Message", error)
            raise LocalError(f"{definition.name} cannot read its queue: {reason}") from error
        return poller

    def _time(self, schedule: Schedule) -> Timer:
        definition = self.functions.definition(schedule.function_name)
        timer = Timer(
            schedule,
            invoke=partial(self.functions.invoke, schedule.function_name),
            on_done=partial(self._journal.scheduled, definition.name),
        )
        timer.start()
        return timer

    def _call(self, function_name: str, event: bytes) -> Invocation:
        call = self._callers.submit(self.functions.invoke, function_name, event)
        invocation = call.result(timeout=_INTEGRATION_TIMEOUT_SECONDS)
        if invocation.error is not None:
            self._journal.failure(self.functions.definition(function_name).name, invocation)
        return invocation

    def _handle(self, gateway: Gateway, configuration: bytes, request: HttpRequest) -> HttpResponse:
        if (request.method, request.path) == ("GET", "/config.json"):
            content_type = ("content-type", "application/json")
            headers = (content_type, *gateway.cors.response_headers(request))
            return HttpResponse(200, headers, configuration)
        started = time.perf_counter()
        response = gateway.handle(request)
        duration_ms = (time.perf_counter() - started) * 1000
        line = f"{request.method} {request.path} {response.status}"
        self._journal.request("api", duration_ms, line)
        return response
