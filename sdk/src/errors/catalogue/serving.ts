import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What the engine that serves a model answers to a request that it cannot follow. */
export const servingErrors = {
  REQUEST_INVALID: {
    message: "The request cannot be read: {reason}.",
    why: "The body is not a JSON object, or a field is missing, unknown or of the wrong type.",
    fix: "Correct the field that the error names; docs/guides lists the accepted fields.",
    retryable: false,
    status: 400,
  },
  PARAMETER_UNSUPPORTED: {
    message: "This model's engine does not support {name}.",
    why: "Engines differ in what they support, and a parameter that is silently ignored would look as if it had worked.",
    fix: "Leave it out, or ask the operator which models are served by an engine that supports it.",
    retryable: false,
    status: 400,
  },
  CONTEXT_TOO_LONG: {
    message: "Prompt and answer need {tokens} tokens; the model takes {limit}.",
    why: "A model sees a fixed number of tokens at once, for the prompt and the answer together.",
    fix: "Shorten the prompt, or lower max_tokens; tasks other than continuing text accept the parameter truncate: true.",
    retryable: false,
    status: 400,
  },
  CHAT_TEMPLATE_MISSING: {
    message: "The model cannot chat: its tokenizer has no chat template.",
    why: "Without one, nobody knows how the model was taught to tell the turns of a conversation apart; it probably was not.",
    fix: "Use /v1/completions with a text to continue, or a model that was trained on conversations.",
    retryable: false,
    status: 400,
  },
  CHAT_TEMPLATE_REFUSED: {
    message: "The model's chat template refuses these messages ({reason}).",
    why: "Many templates require user and assistant to take turns, or do not accept system messages.",
    fix: "Send the turns in the order that the model expects.",
    retryable: false,
    status: 400,
  },
  SCHEMA_UNSUPPORTED: {
    message: "The JSON Schema cannot be followed at {place}: {reason}.",
    why: "Only what is known to work is accepted: types, properties, required, items, anyOf, enum, const, $ref into $defs, minItems and maxItems.",
    fix: "Write it without that keyword, and check the rest in the answer yourself.",
    retryable: false,
    status: 400,
  },
  INPUT_UNREADABLE: {
    message: "The {kind} cannot be read: {reason}.",
    why: "Send a file as the request's body, or in base64 as its inputs.",
    fix: "Send an image as PNG, JPEG, WebP, BMP or GIF, and audio as WAV, FLAC, OGG or MP3.",
    retryable: false,
    status: 400,
  },
  MODEL_NOT_CONVERTIBLE: {
    message: "The model cannot be converted for the faster engine: {reason}.",
    why: "OpenVINO does not know its architecture, or the converted model does not give the same scores.",
    fix: "Nothing needs to be done: the worker serves it with transformers.",
    retryable: false,
    status: 422,
  },
  ENGINE_MEMORY: {
    message: "The engine has no memory left for this request.",
    why: "Prompts and answers in progress fill the memory that the operator gave to the engine's cache.",
    fix: "Try again in a moment, or ask for less at once.",
    retryable: true,
    status: 503,
  },
  ENGINE_FAILED: {
    message: "The engine failed while it answered.",
    why: "The fault is in the engine or the machine, not in the request. The worker restarts the engine.",
    fix: "Send the request again in a few seconds.",
    retryable: true,
    status: 503,
  },
} as const satisfies Record<string, ErrorDescriptor>;
