import { decodeError } from "../errors/decodeError.ts";
import type { Client } from "./Client.ts";

/**
 * Runs calls that only read, and turns whatever fails into the catalogue's words.
 *
 * @throws PosthumanError whatever the contract refused, or `RPC_UNREACHABLE`.
 *
 * @example
 * const custodian = await read(client, () => client.contracts.registry.custodianOf(model));
 */
export async function read<T>(client: Client, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw decodeError(error, client);
  }
}
