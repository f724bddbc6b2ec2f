/** Whether texts hold every word of a query, whatever its case and width; an empty query matches anything. */
export function matchesWords(query: string, ...texts: string[]): boolean {
  const text = plain(texts.join(" "));
  return plain(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}
