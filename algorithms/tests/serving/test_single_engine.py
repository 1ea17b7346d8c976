"""The last resort answers as generate does, one after the other."""

from __future__ import annotations

import json
from pathlib import Path

from processes import run_forked
from tiny_models import NEW_TOKENS
from transformers.models.gpt2 import GPT2LMHeadModel

from posthuman_algorithms.serving.engines.engine import Finish, Output, Sampling, Token
from posthuman_algorithms.serving.engines.single_engine import SingleEngine


def test_answers_in_turn_and_lets_go_of_what_is_cancelled(models: Path) -> None:
    expected = json.loads((models / "gpt2.json").read_text()).values()

    def work() -> int:
        engine = SingleEngine(GPT2LMHeadModel.from_pretrained(models / "gpt2").eval(), ends=[0])
        greedy = Sampling(max_tokens=NEW_TOKENS, temperature=0)
        engine.add(1, [5, 6], Sampling(max_tokens=90, ignore_end=True))
        engine.add(2, [5, 6], greedy)
        for number, one in enumerate(expected, 3):
            engine.add(number, one["prompt"], greedy)
        assert engine.step()[0][0] == 1
        engine.cancel(1)
        engine.cancel(2)
        outputs: list[Output] = []
        while len([one for _, one in outputs if isinstance(one, Finish)]) < len(expected):
            outputs += engine.step()
        for number, one in enumerate(expected, 3):
            own = [output for of, output in outputs if of == number]
            assert [output.id for output in own if isinstance(output, Token)] == one["tokens"]
            assert own[-1] == Finish("stop" if one["tokens"][-1] == 0 else "length")
        engine.close()
        return 0

    assert run_forked(work).status == 0
