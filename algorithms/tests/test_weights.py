"""Models of other families come through the loader whole."""

from __future__ import annotations

from pathlib import Path

from processes import run_forked

FAMILIES = {
    "llama": {"num_key_value_heads": 1, "intermediate_size": 64},
    "gpt_neox": {"intermediate_size": 64},
    "opt": {"ffn_dim": 64, "word_embed_proj_dim": 32},
    "mamba": {},
}
COMMON = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 100}
SPECIAL = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 1}


def test_loading_gives_the_model_that_was_saved_whole_or_in_shards(tmp_path: Path) -> None:
    def work() -> int:
        import torch  # noqa: PLC0415
        from transformers import AutoConfig, AutoModelForCausalLM  # noqa: PLC0415

        from posthuman_algorithms.models.loading import load_model  # noqa: PLC0415
        from posthuman_algorithms.models.weights import weights_sha256  # noqa: PLC0415

        tokens = torch.randint(2, 100, (2, 20))
        for family, sizes in FAMILIES.items():
            config = AutoConfig.for_model(family, **COMMON, **SPECIAL, **sizes)
            saved = AutoModelForCausalLM.from_config(config).eval()
            for shard in ("5GB", "20KB"):
                folder = tmp_path / family / shard
                saved.save_pretrained(folder, max_shard_size=shard)
                assert len(weights_sha256(folder)) == 64
                loaded = load_model(folder, AutoModelForCausalLM, torch.device("cpu"))
                with torch.no_grad():
                    assert torch.equal(saved(input_ids=tokens).logits, loaded(input_ids=tokens).logits)
        assert len(list((tmp_path / "llama" / "20KB").glob("model-*.safetensors"))) > 1
        return 0

    assert run_forked(work).status == 0
