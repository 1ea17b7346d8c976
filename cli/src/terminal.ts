export { tokenAmount } from "./terminal/amounts.ts";
export { askPassword, confirm } from "./terminal/ask.ts";
export { createStatusLine, type StatusLine } from "./terminal/createStatusLine.ts";
export { print, readable } from "./terminal/print.ts";
export { reportError } from "./terminal/reportError.ts";
export { alignedTables, pairs, table } from "./terminal/table.ts";
