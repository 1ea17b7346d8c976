/** Keeps words from being read as Markdown, outside of code. */
export const escapeMarkdown = (text: string): string =>
  text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[|<>*_]/g, "\\$&")))
    .join("`");
