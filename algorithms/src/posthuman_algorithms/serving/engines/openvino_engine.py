"""The default engine on processors: OpenVINO GenAI's continuous batching, in float32 throughout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy
import openvino
import openvino_genai

from posthuman_algorithms.serving.engines.engine import Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.settings import MOST_AT_ONCE

_BLOCK_TOKENS = 32
_NO_TOKEN = 1 << 30
"""An end token for models without one, since the library demands one; no vocabulary is this large."""

_REASONS = {
    openvino_genai.GenerationFinishReason.STOP: Finish("stop"),
    openvino_genai.GenerationFinishReason.LENGTH: Finish("length"),
}


class OpenVinoEngine:
    """Implements ``Engine``.

    Without both float32 hints, some answers differ from those of transformers. The library silently ignores
    LoRA adapters of single requests, so models come merged; and a grammar that it cannot compile stops it for
    good.

    Args:
        folder: a converted model.
        ends: tokens that end a text.
        threads: compute threads.
        cache_tokens: how many tokens all continuations together may have.
    """

    name = "openvino"
    abilities = frozenset({"schema"})

    def __init__(self, folder: Path, *, ends: Sequence[int], threads: int, cache_tokens: int) -> None:
        scheduler = openvino_genai.SchedulerConfig()
        scheduler.num_kv_blocks = -(-cache_tokens // _BLOCK_TOKENS)
        scheduler.max_num_seqs = MOST_AT_ONCE
        scheduler.max_num_batched_tokens = 2048
        # A client that shares a cached prefix with another could tell by the time to its first token.
        scheduler.enable_prefix_caching = False
        properties = {
            "INFERENCE_PRECISION_HINT": "f32",
            "KV_CACHE_PRECISION": "f32",
            "INFERENCE_NUM_THREADS": threads,
        }
        self._pipeline = openvino_genai.ContinuousBatchingPipeline(str(folder), scheduler, "CPU", properties)
        self._ends = list(ends)
        self._handles: dict[int, openvino_genai.py_openvino_genai.GenerationHandle] = {}

    def add(self, number: int, prompt: Sequence[int], sampling: Sampling) -> None:
        """See ``Engine``."""
        ids = openvino.Tensor(numpy.array([prompt], numpy.int64))
        self._handles[number] = self._pipeline.add_request(number, ids, self._config(sampling))

    def step(self) -> list[Output]:
        """See ``Engine``."""
        self._pipeline.step()
        outputs: list[Output] = []
        for number, handle in list(self._handles.items()):
            finish = None
            while handle.can_read():
                for new in handle.read().values():
                    tokens = zip(new.generated_ids, new.generated_log_probs, strict=True)
                    outputs += [(number, Token(one, logprob)) for one, logprob in tokens]
                    finish = _REASONS.get(new.finish_reason)
            if finish is None and handle.get_status() == openvino_genai.GenerationStatus.IGNORED:
                finish = Finish("error", "ENGINE_MEMORY")
            if finish is not None:
                outputs.append((number, finish))
                del self._handles[number]
        return outputs

    def cancel(self, number: int) -> None:
        """See ``Engine``."""
        handle = self._handles.pop(number, None)
        if handle is not None:
            handle.cancel()

    def close(self) -> None:
        """See ``Engine``."""
        for number in list(self._handles):
            self.cancel(number)
        while self._pipeline.has_non_finished_requests():
            self._pipeline.step()
        del self._pipeline

    def _config(self, sampling: Sampling) -> openvino_genai.GenerationConfig:
        config = openvino_genai.GenerationConfig(
            max_new_tokens=sampling.max_tokens,
            logprobs=0 if sampling.logprobs is None else 1,
            presence_penalty=sampling.presence_penalty,
            frequency_penalty=sampling.frequency_penalty,
            ignore_eos=sampling.ignore_end or not self._ends,
        )
        if self._ends and not sampling.ignore_end:
            config.eos_token_id = self._ends[0]
            config.stop_token_ids = set(self._ends)
        if not self._ends:
            config.set_eos_token_id(_NO_TOKEN)
        if sampling.temperature > 0:
            config.do_sample = True
            config.temperature = sampling.temperature
            config.top_p = sampling.top_p
            config.rng_seed = sampling.seed
            if sampling.top_k > 0:
                config.top_k = sampling.top_k
        if sampling.schema is not None:
            config.structured_output_config = openvino_genai.StructuredOutputConfig(
                json_schema=json.dumps(json.loads(sampling.schema))
            )
        return config
