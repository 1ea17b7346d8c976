import { z } from "zod";
import { addressField } from "../protocol/fields.ts";

/** Form of the address document that a deployment writes. */
export const addressesSchema = z.object({
  chainId: z.number().int().positive(),
  startBlock: z.number().int().nonnegative(),
  ocean: z
    .object({ Token: addressField, Factory: addressField, Router: addressField })
    .catchall(addressField),
  posthuman: z.object({
    JobMarket: addressField,
    ModelRegistry: addressField,
    LineageVault: addressField,
    WorkerRegistry: addressField,
    Offers: addressField,
    PoolDesk: addressField,
    Checkout: addressField,
  }),
});

/**
 * Where everything lies on one chain: Ocean's contracts (its token, its factory of assets, its router, …) and ours.
 * `startBlock` is the first block that can hold an event of ours.
 */
export type Addresses = z.infer<typeof addressesSchema>;
