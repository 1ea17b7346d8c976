/** Keeps words from being read as Markdown, outside of code. */
export const escapeMarkdown = (text: string): string =>
  text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[|<>*_]/g, "\\$&")))
    .join("`");

/** Keeps NatSpec from being read as Markdown, but for a word in *asterisks*, which mean the same in both. */
export const escapeProse = (text: string): string => escapeMarkdown(text).replace(/\\\*(\w+)\\\*/g, "*$1*");
