"""The Celery application that conductor and workers share: it carries orders, nothing else is trusted to it.

Versions and settings follow what was measured (performance.md, servers.md): late acknowledgement, prefetch of one,
no result backend, and a redelivery time-out above the longest order, since leases and attempts are ours.
"""

from celery import Celery
from kombu import Exchange, Queue

REDELIVERY_SECONDS = 6 * 3600
GENERAL_QUEUE = "gpu"


def broker_url(redis_url: str) -> str:
    """Return redis-py's address in kombu's spelling (``unix:///path`` is ``redis+socket:///path`` there)."""
    return redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url


def order_queue(name: str) -> Queue:
    """Return a queue on the nameless exchange, which routes by name and survives a Redis that forgot its bindings."""
    return Queue(name, Exchange("", type="direct"), routing_key=name)


def make_celery(redis_url: str) -> Celery:
    """Return the application; nothing is connected yet."""
    app = Celery("inkhearth", broker=broker_url(redis_url))
    transport = {
        "visibility_timeout": REDELIVERY_SECONDS,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 15,
    }
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_serializer="json",
        accept_content=["json"],
        task_queues=[order_queue(GENERAL_QUEUE)],
        task_default_queue=GENERAL_QUEUE,
        task_create_missing_queues=False,
        worker_prefetch_multiplier=1,
        broker_transport_options=transport,
        visibility_timeout=REDELIVERY_SECONDS,
        result_backend_transport_options=transport,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,  # nobody steers a worker but who started it
        worker_hijack_root_logger=False,
        enable_utc=True,
    )
    return app
