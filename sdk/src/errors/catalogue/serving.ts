import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What the engine that serves a model answers to a request that it cannot follow. */
export const servingErrors = {
  REQUEST_INVALID: {
    message: "The request cannot be read: {reason}.",
    why: "The body is no JSON object, a field is missing or of the wrong type, or there is one that nobody reads.",
    fix: "Correct the field that the error names; docs/guides lists what is taken.",
    retryable: false,
    status: 400,
  },
  PARAMETER_UNSUPPORTED: {
    message: "The engine of this model does not have {name}.",
    why: "Engines differ in what they can do, and a wish that is ignored would look as if it were fulfilled.",
    fix: "Leave it out, or ask the operator which of the models are served by an engine that has it.",
    retryable: false,
    status: 400,
  },
  CONTEXT_TOO_LONG: {
    message: "Prompt and answer need {tokens} tokens; the model takes {limit}.",
    why: "A model sees a fixed number of tokens at once, for the prompt and the answer together.",
    fix: "Shorten the prompt, or lower max_tokens; other tasks than to continue text take truncate: true among their parameters.",
    retryable: false,
    status: 400,
  },
  CHAT_TEMPLATE_MISSING: {
    message: "The model takes no chats: its tokenizer has no chat template.",
    why: "Without one nobody knows how the model was taught to tell the turns of a conversation apart; it probably was not.",
    fix: "Use /v1/completions with a text to continue, or a model that was trained on conversations.",
    retryable: false,
    status: 400,
  },
  CHAT_TEMPLATE_REFUSED: {
    message: "The model's chat template refuses these messages ({reason}).",
    why: "Many templates want user and assistant in turn, or know no system message.",
    fix: "Send the turns in the order that the model knows.",
    retryable: false,
    status: 400,
  },
  SCHEMA_UNSUPPORTED: {
    message: "The JSON Schema cannot be followed at {place}: {reason}.",
    why: "Only what is known to work is taken: types, properties, required, items, anyOf, enum, const, $ref into $defs, minItems and maxItems.",
    fix: "Say it without that keyword, and check the answer for the rest yourself.",
    retryable: false,
    status: 400,
  },
  INPUT_UNREADABLE: {
    message: "The {kind} cannot be read: {reason}.",
    why: "Files come as the body of the request, or in base64 as its inputs.",
    fix: "Send a PNG, JPEG, WebP, BMP or GIF as image, a WAV, FLAC, OGG or MP3 as audio.",
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
    why: "Prompts and answers under way fill what the operator gave to the engine's cache.",
    fix: "Try again in a moment, or ask for less at once.",
    retryable: true,
    status: 503,
  },
  ENGINE_FAILED: {
    message: "The engine failed while it answered.",
    why: "That is a fault of the engine or the machine, not of the request. The worker starts it again.",
    fix: "Send the request again in a few seconds.",
    retryable: true,
    status: 503,
  },
} as const satisfies Record<string, ErrorDescriptor>;
