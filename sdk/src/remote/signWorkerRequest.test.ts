import { HDNodeWallet, Wallet } from "ethers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { verifyWorkerRequest, workerRequestHeader } from "../protocol/requests.ts";
import { signWorkerRequest } from "./signWorkerRequest.ts";

const chainId = 31_337n;
const market = "0xc5a5C42992dECbae36851359345FE25997F5C42d";
const worker = "0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE";
const subject = `0x${"ab".repeat(32)}`;
const wallet: HDNodeWallet = Wallet.createRandom();
// Signing needs neither a chain nor the contracts.
const client = {
  signer: wallet,
  account: wallet.address,
  chainId,
  url: "none",
  addresses: { posthuman: { JobMarket: market } },
} as unknown as Client;
const expected = { chainId, market, worker, action: "results", subject } as const;

let header: string;
beforeAll(async () => {
  const headers = await signWorkerRequest(client, { worker, action: "results", subject });
  header = headers[workerRequestHeader];
});

const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;
const changed = (changes: object) => {
  const request = JSON.parse(Buffer.from(header, "base64url").toString()) as object;
  return Buffer.from(JSON.stringify({ ...request, ...changes })).toString("base64url");
};

test("a signed request names its signer, a nonce, and its end", () => {
  const request = verifyWorkerRequest({ header, ...expected });
  expect(request.account).toBe(wallet.address);
  expect(request.nonce).toMatch(/^0x[0-9a-f]{64}$/);
  expect(request.expires - Date.now() / 1000).toBeCloseTo(300, -1);
});

describe("a request is refused", () => {
  test.each([
    ["without a header", undefined],
    ["with an empty header", ""],
    ["with what is no base64", "§§§"],
    ["with what is no JSON", Buffer.from("{").toString("base64url")],
    ["with what is no request", Buffer.from("{}").toString("base64url")],
  ])("%s", (_, wrong) => {
    expect(() => verifyWorkerRequest({ ...expected, header: wrong })).toThrow(code("SIGNATURE_INVALID"));
  });

  test.each([
    ["account", () => Wallet.createRandom().address],
    ["nonce", () => `0x${"00".repeat(32)}`],
    ["expires", () => Math.floor(Date.now() / 1000) + 500],
    ["signature", () => `0x${"11".repeat(65)}`],
    ["extra", () => 1],
  ])("with another %s than was signed", (field, value) => {
    const forged = changed({ [field]: value() });
    expect(() => verifyWorkerRequest({ ...expected, header: forged })).toThrow(code("SIGNATURE_INVALID"));
  });

  test("of another market or chain", () => {
    for (const other of [{ market: worker }, { chainId: 1n }]) {
      expect(() => verifyWorkerRequest({ header, ...expected, ...other })).toThrow(code("SIGNATURE_INVALID"));
    }
  });

  test.each([
    ["worker", market],
    ["action", "upload"],
    ["subject", "other"],
  ])("for another %s", (what, value) => {
    expect(() => verifyWorkerRequest({ header, ...expected, [what]: value })).toThrow(
      expect.objectContaining({
        code: "REQUEST_MISDIRECTED",
        args: expect.objectContaining({ what }) as unknown,
      }),
    );
  });

  test("after its end, and too long before it", () => {
    const now = Math.floor(Date.now() / 1000);
    expect(() => verifyWorkerRequest({ header, ...expected, now: now + 301 })).toThrow(
      code("REQUEST_EXPIRED"),
    );
    expect(() => verifyWorkerRequest({ header, ...expected, now: now - 400 })).toThrow(
      code("SIGNATURE_INVALID"),
    );
  });
});
