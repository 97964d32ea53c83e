# SPDX-License-Identifier: EUPL-1.2
"""The web server's settings, read by `gunicorn run:app` in production and by run.py.

Without REDIS_URL the worker of the mails lives inside the one web process: the arbiter that revives a killed web process
revives it too. With REDIS_URL it runs apart (`flask --app run worker`), and WEB_CONCURRENCY says how many web processes.
"""

import gc
import os
from typing import Any

from booking.extensions import huey
from booking.worker import Embedded

embedded = not os.environ.get("REDIS_URL")

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = 1 if embedded else int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 10
keepalive = 5
limit_request_line = 4094
limit_request_field_size = 8190
control_socket_disable = True  # else a socket in somebody's home folder
accesslog = None  # booking/logs.py writes one line a request, with the rule instead of the address
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
proc_name = "lesaanbod"


def post_worker_init(worker: Any) -> None:
    gc.collect()
    gc.freeze()  # what was loaded stays for good: the collector need not walk over it again and again
    gc.set_threshold(10_000)  # a page makes thousands of small things that go by themselves: a tenth of the work
    if embedded:
        worker.consumer = Embedded.begin(huey)


def worker_exit(server: Any, worker: Any) -> None:
    consumer = getattr(worker, "consumer", None)
    if consumer is not None:
        consumer.finish()
