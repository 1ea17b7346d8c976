import { expect, test } from "vitest";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { checkInput } from "./requestChecks.ts";

/** What is wrong with a use of a model: the reason, and what is missing. */
function refused(task: string, parameters: object, files = 0): string | undefined {
  try {
    return void checkInput(task, { ...parameters }, files);
  } catch (error) {
    if (!PosthumanError.is(error, "INPUT_UNSUITABLE")) throw error;
    const { reason, parameter = "", file = "" } = error.args;
    return [reason, parameter, file].join(" ").trim();
  }
}

test("what no model of a task takes is refused before it is paid", () => {
  expect(refused("image-classification", { prompt: "red" })).toContain("picture.png");
  expect(refused("speech-recognition", { prompt: "red" })).toContain("recording.wav");
  expect(refused("question-answering", { prompt: "where?" })).toContain("context");
  expect(refused("multiple-choice", { prompt: "the film" })).toContain("choices");
  expect(refused("text-classification", { prompt: " " })).toContain("empty");
  expect(refused("text-classification", { prompt: "a" }, 1)).toContain("not both");
  expect(refused("question-answering", { prompt: "where?", context: "here" })).toBeUndefined();
  expect(refused("image-classification", {}, 1)).toBeUndefined();
});
