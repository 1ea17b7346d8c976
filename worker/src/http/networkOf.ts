import { isIPv6 } from "node:net";

/** Groups of an IPv6 address that a provider gives to one customer. */
const NETWORK = 4;

/** How one client is recognised: by its IPv4 address, or by the network of its IPv6 address, all of which is its own. */
export function networkOf(ip = "unknown"): string {
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(address)) return address;
  const [first = "", rest] = address.toLowerCase().split("::");
  const head = first === "" ? [] : first.split(":");
  const missing = rest === undefined ? 0 : 8 - head.length - rest.split(":").filter(Boolean).length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0")];
  return `${groups.slice(0, NETWORK).join(":")}::/64`;
}
