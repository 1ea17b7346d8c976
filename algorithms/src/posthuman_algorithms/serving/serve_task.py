"""Serve a model of any task but causal-lm."""

from __future__ import annotations

import asyncio

from posthuman_algorithms.job.events import Events
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.models.loading import load_tokenizer
from posthuman_algorithms.runtime.determinism import device
from posthuman_algorithms.serving.app import build_app
from posthuman_algorithms.serving.embeddings import Embedder, embeddings_route
from posthuman_algorithms.serving.server import SOCKET, Server
from posthuman_algorithms.serving.task_routes import TaskModel, task_routes
from posthuman_algorithms.serving.vocabulary import Vocabulary
from posthuman_algorithms.tasks import load_task
from posthuman_algorithms.tasks.architectures import check_task_of_model

_DEFAULT_CONTEXT = 512


def serve_task(job: Job, events: Events, shutdown: Shutdown) -> None:
    """Load the model, emit ``ready``, and answer until SIGTERM.

    Raises:
        AlgorithmError: TASK_MISMATCH, or what is wrong with the model.
    """
    check_task_of_model(job.task, job.model, trains=False)
    task = load_task(job.task)
    model = task.load_model(job.model, device())
    routes = task_routes(job.model_name, job.task, TaskModel(job, task, model))
    context = int(getattr(model.config, "max_position_embeddings", 0) or 0)
    if job.task == "sentence-embedding":
        vocabulary = Vocabulary(load_tokenizer(job.model), context or _DEFAULT_CONTEXT)
        routes.append(embeddings_route(job.model_name, vocabulary, Embedder(lambda: model, mean=True)))
    ready = {"engine": "transformers", "context": context, "chatTemplate": False}
    server = Server(build_app(routes), job.state / SOCKET, lambda: events.emit("ready", **ready))
    with shutdown.deferred():
        asyncio.run(server.serve())
    shutdown.end()
