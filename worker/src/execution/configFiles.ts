/** Files that hold the configuration of a model, of its tokenizer, or of what prepares its pictures and sound. */
export const configFiles = [
  "config.json",
  "tokenizer_config.json",
  "generation_config.json",
  "preprocessor_config.json",
  "processor_config.json",
] as const;
