import { expect, test } from "vitest";
import { checkAlgorithm } from "./checkAlgorithm.ts";

const sha256 = "ab".repeat(32);
const image = "oceanprotocol/algo_dockers:python-branin";
const digest = `sha256:${"cd".repeat(32)}`;
const policy = {
  trusted: [sha256],
  environment: "own",
  python: "3.11.7",
  images: { [image]: "/opt/branin/bin/python", [`pinned:1@${digest}`]: "/opt/pinned/bin/python" },
};

test.each([
  ["python3 $ALGO", ["/data/transformations/algorithm"]],
  ["python3.11 -u $ALGO --quick", ["-u", "/data/transformations/algorithm", "--quick"]],
  ["/usr/bin/python  $ALGO", ["/data/transformations/algorithm"]],
])("%j runs on the worker's own Python", (entrypoint, args) => {
  expect(checkAlgorithm(policy, { sha256, entrypoint })).toEqual({
    environment: "own",
    args,
  });
});

test.each([
  ["node $ALGO", /Python only/],
  ["sh -c 'python3 $ALGO'", /Python only/],
  ["python3.12 $ALGO", /is 3\.11\.7/],
  ["python3.1 $ALGO", /is 3\.11\.7/],
  ["python3 /algo/main.py", /does not name \$ALGO/],
  ["", /nothing is none/],
])("%j is refused", (entrypoint, reason) => {
  expect(() => checkAlgorithm(policy, { sha256, entrypoint })).toThrow(
    expect.objectContaining({
      code: "ALGORITHM_ENTRYPOINT_INVALID",
      message: expect.stringMatching(reason) as unknown,
    }),
  );
});

test("an image runs on what the operator named for it, whatever Python it asks for", () => {
  const entrypoint = "python3.8 $ALGO";
  const run = (name: string) => {
    const { environment } = checkAlgorithm(policy, { sha256, entrypoint, image: name });
    return (policy.images as Record<string, string>)[environment];
  };
  expect(run(image)).toBe("/opt/branin/bin/python");
  expect(run(`${image}@${digest}`)).toBe("/opt/branin/bin/python");
  expect(run(`pinned:1@${digest}`)).toBe("/opt/pinned/bin/python");
  for (const unknown of ["pinned:1", `pinned:1@sha256:${"ee".repeat(32)}`, "other:latest", "toString:1"]) {
    expect(() => run(unknown)).toThrow(
      expect.objectContaining({
        code: "ALGORITHM_IMAGE_UNKNOWN",
        message: expect.stringContaining(image) as unknown,
      }),
    );
  }
});

test("nothing is run that the operator did not allow, and the error says how to", () => {
  const algorithm = { sha256: "12".repeat(32), entrypoint: "python3 $ALGO" };
  expect(() => checkAlgorithm(policy, algorithm)).toThrow(
    expect.objectContaining({
      code: "ALGORITHM_NOT_ALLOWED",
      fix: expect.stringMatching(/"(12){32}" to trustedAlgorithms/) as unknown,
    }),
  );
  expect(checkAlgorithm({ ...policy, trusted: "any" }, algorithm).args).toHaveLength(1);
});
