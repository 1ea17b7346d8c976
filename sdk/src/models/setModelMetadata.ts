import { setAssetMetadata } from "../assets/setAssetMetadata.ts";
import type { Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import type { Ddo } from "./describeModel.ts";

/**
 * Puts a model's description on chain, where Ocean's indexers find it. Only the family's custodian can.
 *
 * @param ddo From `describeModel`; its service's endpoint is named as the one to ask.
 * @throws PosthumanError `CONTRACT_REFUSED` if the client's account is not the custodian.
 *
 * @example
 * await setModelMetadata(custodianClient, ddo);
 */
export async function setModelMetadata(client: Client, ddo: Ddo): Promise<Sent> {
  return setAssetMetadata(client, ddo);
}
