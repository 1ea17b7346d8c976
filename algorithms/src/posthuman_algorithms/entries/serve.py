"""The entry point ``serve``: answer requests for the model on a Unix socket, until SIGTERM."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from importlib import import_module

from posthuman_algorithms.job.events import Events
from posthuman_algorithms.job.folder import Job
from posthuman_algorithms.job.shutdown import Shutdown
from posthuman_algorithms.models.loading import check_model_folder, load_tokenizer
from posthuman_algorithms.serving.app import build_app
from posthuman_algorithms.serving.embeddings import Embedder
from posthuman_algorithms.serving.engines.choose_engine import choose_engine, load_transformers
from posthuman_algorithms.serving.engines.model_copy import ModelCopy
from posthuman_algorithms.serving.engines.options import ServeOptions
from posthuman_algorithms.serving.engines.settings import read_settings
from posthuman_algorithms.serving.server import SOCKET, Server
from posthuman_algorithms.serving.service import Service
from posthuman_algorithms.serving.text_routes import text_routes
from posthuman_algorithms.serving.vocabulary import Vocabulary


def serve(job: Job, options: ServeOptions, events: Events, shutdown: Shutdown) -> None:
    """Load the model, emit ``ready``, and answer until SIGTERM.

    Raises:
        AlgorithmError: what is wrong with the model.
    """
    check_model_folder(job.model)
    if job.task != "causal-lm":
        import_module("posthuman_algorithms.serving.serve_task").serve_task(job, events, shutdown)
        return
    settings = read_settings(job.model, options.cache_bytes, options.context)
    vocabulary = Vocabulary(load_tokenizer(job.model), settings.context)
    copy = ModelCopy(job)
    engine = choose_engine(job, options, settings, copy)
    embedder = Embedder(copy.headless, mean=False)
    # A smaller cache: it serves few calls at a time, and the first engine has reserved its own already.
    small = replace(settings, cache_tokens=max(settings.context, settings.cache_tokens // 4))
    ready = {"engine": engine.name, "context": settings.context, "chatTemplate": vocabulary.has_template}

    async def run() -> bool:
        failed = False

        def stop() -> None:
            nonlocal failed
            failed = server.should_exit = True

        second = partial(load_transformers, job, small, copy)
        service = Service(job.model_name, engine, second, vocabulary, stop)
        app = build_app(text_routes(service, embedder))
        server = Server(app, job.state / SOCKET, lambda: events.emit("ready", **ready))
        with shutdown.deferred():
            await server.serve()
        service.close()
        return failed

    if asyncio.run(run()):
        raise RuntimeError("the engine failed")
    shutdown.end()
