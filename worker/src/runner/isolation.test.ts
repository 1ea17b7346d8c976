import { expect, test } from "vitest";
import {
  isolationPolicies,
  requireIsolation,
  weakerFields,
  type Isolation,
  type IsolationField,
} from "./isolation.ts";

const strongest: Isolation = {
  level: "bubblewrap",
  network: "none",
  seccomp: true,
  readOnlyRoot: true,
  uid: 65_534,
  noNewPrivileges: true,
  memory: "cgroup",
  processes: "job",
  disk: "quota",
  kernel: "vm",
};

/** Values of each field, the strongest first. */
const values: { readonly [Field in IsolationField]: readonly Isolation[Field][] } = {
  network: ["none", "ranks", "open"],
  seccomp: [true, false],
  readOnlyRoot: [true, false],
  uid: [65_534, 0],
  noNewPrivileges: [true, false],
  memory: ["cgroup", "polling", "absent"],
  processes: ["job", "node", "absent"],
  disk: ["quota", "polling", "absent"],
  kernel: ["vm", "gvisor", "shared"],
};

test.each(Object.entries(values) as [IsolationField, readonly unknown[]][])(
  "%s is compared by itself: weaker than the policy is refused, and the error names it",
  (field, order) => {
    for (const [demanded, wanted] of order.entries()) {
      const policy = { ...strongest, [field]: wanted };
      for (const [had, value] of order.entries()) {
        const found = { ...strongest, [field]: value };
        expect(weakerFields(found, policy)).toEqual(had > demanded ? [field] : []);
        if (had <= demanded) {
          requireIsolation(found, policy);
          continue;
        }
        expect(() => requireIsolation(found, policy)).toThrow(
          expect.objectContaining({
            code: "SANDBOX_UNAVAILABLE",
            message: expect.stringContaining(`${field} is ${String(value)}, not ${String(wanted)}`) as string,
          }),
        );
      }
    }
  },
);

test("accounts other than root are equally weak", () => {
  const policy = { ...strongest, uid: 1 };
  for (const uid of [1, 1_000, 2_000_000_000])
    expect(weakerFields({ ...strongest, uid }, policy)).toEqual([]);
});

test("every weaker field is named, with what is known of the reason", () => {
  const found: Isolation = { ...strongest, network: "open", uid: 0, reason: "it is a test" };
  expect(() => requireIsolation(found, isolationPolicies.bubblewrap)).toThrow(
    expect.objectContaining({
      args: {
        level: "bubblewrap",
        reason: "it is a test; weaker than demanded: network is open, not none, uid is 0, not 1",
      },
    }),
  );
});

test("what somebody else wrote needs a sandbox, whatever the operator lets algorithms do without", () => {
  const found: Isolation = { ...strongest, ...isolationPolicies.none };
  requireIsolation(found, isolationPolicies.none);
  expect(() => requireIsolation(found, isolationPolicies.none, true)).toThrow(/not available|No sandbox/);
});
