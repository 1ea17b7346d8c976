import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What an algorithm reports of its work. */
export const algorithmErrors = {
  LOSS_NOT_FINITE: {
    message: "The training diverged at step {step}: the loss is {loss}.",
    why: "The learning rate is too high for this model and text, so the numbers overflowed.",
    fix: "Lower learning_rate (by ten, to begin with) and request the training again.",
    retryable: false,
    status: 422,
  },
  WEIGHTS_FORMAT: {
    message: "The weights file {name} is not accepted: {reason}.",
    why: "Weights are kept as safetensors only, because a pickle (.bin, .pt, .ckpt) runs code when it is loaded.",
    fix: "Save the model with save_pretrained(folder, safe_serialization=True) and leave other files out of the folder.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
