import { AbiCoder, Interface, ZeroAddress, ZeroHash, type ErrorFragment } from "ethers";
import { describe, expect, test } from "vitest";
import { codeOfCustomError, contractInterface, decodeContractError } from "./decodeContractError.ts";
import { catalogue } from "../errors/catalogue.ts";

const errors: ErrorFragment[] = [];
contractInterface.forEachError((error) => errors.push(error));
const ours = errors.filter(({ name }) => name.includes("_"));

function encode(fragment: ErrorFragment): string {
  const values = fragment.inputs.map(({ type }) =>
    type === "address" ? ZeroAddress : type === "bytes32" ? ZeroHash : type === "string" ? "text" : 3,
  );
  return contractInterface.encodeErrorResult(fragment, values);
}

test("there are errors of every contract", () => {
  const prefixes = new Set(ours.map(({ name }) => name.split("_")[0]));
  expect([...prefixes].sort()).toEqual(
    [
      "Checkout",
      "Collector",
      "JobMarket",
      "LineageVault",
      "ModelRegistry",
      "Offers",
      "PoolDesk",
      "WorkerRegistry",
    ].sort(),
  );
});

test.each(ours.map((error) => [error.name, error] as const))("%s has words", (name, error) => {
  const decoded = decodeContractError(encode(error));
  expect(decoded.code).toBe(codeOfCustomError[name]);
  expect(decoded.message + decoded.why + decoded.fix).not.toMatch(/[{}]/);
});

test.each(errors.map((error) => [error.name, error] as const))("%s keeps no placeholder", (_, error) => {
  const { message, why, fix } = decodeContractError(encode(error));
  expect(message + why + fix).not.toMatch(/[{}]/);
});

test("every mapped error exists in an ABI", () => {
  const names = new Set(errors.map(({ name }) => name));
  expect(Object.keys(codeOfCustomError).filter((name) => !names.has(name))).toEqual([]);
  expect(Object.values(codeOfCustomError).filter((code) => !(code in catalogue))).toEqual([]);
});

describe("what tokens say", () => {
  const text = (reason: string) =>
    new Interface(["error Error(string)"]).encodeErrorResult("Error", [reason]);

  test.each([
    ["ERC20: transfer amount exceeds balance", "TOKEN_BALANCE_TOO_LOW"],
    ["ERC20: burn amount exceeds balance", "TOKEN_BALANCE_TOO_LOW"],
    ["ERC20: insufficient allowance", "TOKEN_ALLOWANCE_TOO_LOW"],
    ["ERC20: transfer amount exceeds allowance", "TOKEN_ALLOWANCE_TOO_LOW"],
    ["Not enough datatokens to start Order", "TOKEN_BALANCE_TOO_LOW"],
    ["ERR_INSUFFICIENT_BAL", "TOKEN_BALANCE_TOO_LOW"],
    ["ERR_LIMIT_OUT", "PRICE_MOVED"],
    ["ERR_MATH_APPROX", "POOL_AMOUNT_TOO_SMALL"],
    ["ERC721Template: NOT METADATA_ROLE", "CONTRACT_REFUSED"],
  ])("%s", (reason, code) => {
    expect(decodeContractError(text(reason))).toMatchObject({ code, args: { reason } });
  });
});

test("a job's state is told by its name", () => {
  const data = contractInterface.encodeErrorResult("JobMarket_WrongState", [ZeroHash, 2]);
  expect(decodeContractError(data).message).toContain("is Leased");
});

test.each(["0x", "0x12345678", `0x4e487b71${AbiCoder.defaultAbiCoder().encode(["uint256"], [17]).slice(2)}`])(
  "%s is a refusal",
  (data) => expect(decodeContractError(data).code).toBe("CONTRACT_REFUSED"),
);
