import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { python } from "../../demo/materials.ts";

/**
 * SmolLM2-135M's shape with random weights, which compute as fast as learned ones. A letter is a token of a prompt, and
 * each token of an answer is text, so that a client sees when the first one comes.
 */
const SMOLLM2_SHAPE = `
import sys
from posthuman_algorithms.runtime.environment import prepare_environment
prepare_environment(2)
from posthuman_algorithms.runtime.narrow_imports import import_narrowly
import_narrowly()
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast
from transformers.models.llama import LlamaConfig, LlamaForCausalLM
names = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<end>"]
names += [f"\\u0120{number}" for number in range(len(names), 49152)]
tokenizer = Tokenizer(models.BPE({name: number for number, name in enumerate(names)}, []))
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
end = {"bos_token": "<end>", "eos_token": "<end>"}
PreTrainedTokenizerFast(tokenizer_object=tokenizer, **end).save_pretrained(sys.argv[1])
config = LlamaConfig(
    vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
    num_key_value_heads=3, max_position_embeddings=2048, tie_word_embeddings=True,
    bos_token_id=256, eos_token_id=256, pad_token_id=256,
)
LlamaForCausalLM(config).save_pretrained(sys.argv[1])
`;

/** Tokens that it takes at once. */
export const CONTEXT = 2_048;

/** Writes the model that is served into a folder. */
export async function makeModel(folder: string): Promise<void> {
  await promisify(execFile)(python, ["-c", SMOLLM2_SHAPE, folder]);
}
