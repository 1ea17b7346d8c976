export { escapeHtml, htmlPage, htmlTable, type Cell, type Column, type HtmlPage } from "./report/html.ts";
export { writeEvaluation, type WrittenEvaluation } from "./report/writeEvaluation.ts";
