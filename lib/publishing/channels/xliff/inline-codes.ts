/** A piece of a text: words, or something that a translator must not change. */
export type Piece = { text: string } | { code: string };

const TAG = /<\/?[A-Za-z][\w:-]*(?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?\/?>|<!--[^<]*?-->/;
const ENTITY = /&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][\dA-Fa-f]{1,6});/;
/** As templates of shops and mails have them; a percent sign behind a number is a percentage. */
const PLACEHOLDER =
  /\{\{[^{}]*\}\}|\{%[^%{}]*%\}|[$%]\{[^{}\s]*\}|\{[A-Za-z_][\w.]*\}|%\([A-Za-z_]\w*\)[sd]|(?<![\d%])%(?:\d\$)?[sdf@](?![A-Za-z])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const CODE = new RegExp([TAG, ENTITY, PLACEHOLDER, NOT_IN_XML].map(({ source }) => source).join("|"), "g");

/** A text in pieces, in its order: HTML tags, entities, placeholders and what XML cannot hold are codes. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(CODE)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ code: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** The codes of a text, in their order. */
export function codesOf(text: string): string[] {
  return piecesOf(text).flatMap((piece) => ("code" in piece ? [piece.code] : []));
}

/** What one text has of codes and the other does not, as often as it has it more. */
export function codesWithout(codes: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return codes.filter((code) => {
    const found = left.indexOf(code);
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
}

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/** Whether each tag of a text is closed after it was opened, and none across another. */
export function nests(text: string): boolean {
  const open: string[] = [];
  for (const code of codesOf(text)) {
    const [, slash, name = "", isEmpty] = /^<(\/?)([A-Za-z][\w:-]*)[\s\S]*?(\/?)>$/.exec(code) ?? [];
    if (name === "" || isEmpty || VOID.has(name.toLowerCase())) continue;
    if (slash === "") open.push(name.toLowerCase());
    else if (open.pop() !== name.toLowerCase()) return false;
  }
  return open.length === 0;
}
