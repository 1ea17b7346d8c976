import { calls } from "./fields.ts";

/** `multicall` of every contract that has one. */
export const multicall = { intent: "Make these calls together", fields: [calls("data.[]", "Call")] };
