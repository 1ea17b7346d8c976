import { Contract, type BaseContract } from "ethers";
import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import type { TypedContractMethod } from "../generated/common.ts";

/** The part of an ERC-20 token, and of Ocean's datatokens, that the SDK calls. */
export interface Token extends BaseContract {
  readonly name: TypedContractMethod<[], [string], "view">;
  readonly symbol: TypedContractMethod<[], [string], "view">;
  readonly decimals: TypedContractMethod<[], [bigint], "view">;
  readonly balanceOf: TypedContractMethod<[account: string], [bigint], "view">;
  readonly allowance: TypedContractMethod<[owner: string, spender: string], [bigint], "view">;
  readonly approve: TypedContractMethod<[spender: string, amount: bigint], [boolean], "nonpayable">;
  readonly transfer: TypedContractMethod<[to: string, amount: bigint], [boolean], "nonpayable">;
  /** ERC-2612; not every token has these two. */
  readonly nonces: TypedContractMethod<[owner: string], [bigint], "view">;
  readonly DOMAIN_SEPARATOR: TypedContractMethod<[], [string], "view">;
  /** Ocean's datatokens only. */
  readonly getERC721Address: TypedContractMethod<[], [string], "view">;
}

const abi = [
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function nonces(address owner) view returns (uint256)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "function getERC721Address() view returns (address)",
];

/**
 * A token's contract, with the client's signer if it has one.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function tokenAt({ signer, provider }: Client, address: string): Token {
  return new Contract(checkedAddress(address, "token"), abi, signer ?? provider) as unknown as Token;
}
