export { tokenAmount } from "./terminal/amounts.ts";
export { askPassword, confirm, keystorePassword } from "./terminal/ask.ts";
export { print, readable } from "./terminal/print.ts";
export { reportError } from "./terminal/reportError.ts";
export { alignedTables, pairs, table } from "./terminal/table.ts";
