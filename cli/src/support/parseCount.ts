import { PosthumanError } from "@posthuman/sdk";

/**
 * Reads a whole number above zero that a person wrote.
 * @param example What the error's advice shows.
 * @throws PosthumanError `NUMBER_INVALID`.
 */
export function parseCount(text: string, example = "a whole number, such as 60"): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new PosthumanError("NUMBER_INVALID", { text, what: "whole number above zero", example });
  }
  return Number(text);
}
