const NAMES = [
  /^config\.json$/,
  /^generation_config\.json$/,
  /^tokenizer[\w-]*\.json$/,
  /^tokenizer\.model$/,
  /^(pre)?processor_config\.json$/,
  /^vocab\.(json|txt)$/,
  /^(added_tokens|normalizer)\.json$/,
  /^(spiece|sentencepiece\.bpe)\.model$/,
  /^merges\.txt$/,
  /^special_tokens_map\.json$/,
  /^chat_template\.jinja$/,
  /^[\w-]+\.safetensors$/,
  /^model\.safetensors\.index\.json$/,
];

/** Whether a file of this name may be part of a model: what transformers needs to load one, and no pickle. */
export function isWeightsName(name: string): boolean {
  return name.length <= 128 && NAMES.some((pattern) => pattern.test(name));
}
