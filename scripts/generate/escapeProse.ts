import { escapeMarkdown } from "./escapeMarkdown.ts";

/** Keeps NatSpec from being read as Markdown, but for a word in *asterisks*, which mean the same in both. */
export const escapeProse = (text: string): string => escapeMarkdown(text).replace(/\\\*(\w+)\\\*/g, "*$1*");
