// What is filled in by a program that did not.
const OF_PROGRAMS = String.raw`\{\{[^{}\n]{0,80}\}\}|\{%[^%\n]{0,80}%\}|\$\{[^{}\n]{0,80}\}|\{[A-Za-z_][\w. -]{0,40}\}|%\([\w.]{1,40}\)s|%[A-Z][A-Z_]{2,40}%|__[A-Z][A-Z_]{1,40}__|<[A-Z][A-Z_ ]{2,40}>`;
// What a person was to write over.
const OF_PEOPLE = String.raw`\blorem ipsum\b|\b(?:TODO|TBD|FIXME|XXX+)\b|(?:待补充|待填写|此处填写|请填写|请输入|此处插入|占位符)|[○〇]{2,}|××+`;
const NAMES =
  "brand|company|product|item|model|colou?r|size|price|name|title|material|keyword|feature|benefit|link|url|website|date|year|city|country|email|phone|number|adjective";
const ORDERS = "insert|your|enter|add|fill|replace|placeholder|specify|describe|put";
const NAMES_OF_OTHERS =
  "品牌|产品|商品|名称|型号|颜色|尺寸|价格|材质|公司|关键词|链接|插入|填写|您的|你的|ブランド名?|商品名|会社名|色|サイズ|marke|produktname|firmenname|farbe|größe|preis|hier einfügen";
const BRACKETED = new RegExp(
  String.raw`\[\s*(?:(?:${ORDERS})\b[^\[\]\n]{0,60}|(?:(?:${NAMES})[\s_-]?){1,4}s?|[^\[\]\n]{0,12}(?:${NAMES_OF_OTHERS})[^\[\]\n]{0,12}|x{1,4}|\.{3}|…)\s*\](?!\()`,
  "giu",
);
// Chinese titles and headings stand in these brackets too: only an order to fill in is a placeholder.
const IN_LENSES = /【[^【】\n]{0,20}(?:插入|填写|填入|待补充|此处|x{2,60})[^【】\n]{0,20}】/giu;
const PLAIN = new RegExp(`${OF_PROGRAMS}|${OF_PEOPLE}`, "gu");
const LOREM = /\blorem ipsum\b/giu;
const ANY_BRACKETS = /\[([^[\]\n]{1,80})\](?!\()/gu;

/**
 * Placeholders that were never filled in, in UTF-16 units: of templates, of people, and names of the row's columns in
 * brackets.
 */
export function placeholdersIn(
  text: string,
  source: Readonly<Record<string, string>>,
): { from: number; to: number }[] {
  const columns = new Set(Object.keys(source).map((name) => name.toLowerCase()));
  const found = [PLAIN, LOREM, BRACKETED, IN_LENSES].flatMap((pattern) => [...text.matchAll(pattern)]);
  const named = [...text.matchAll(ANY_BRACKETS)].filter(({ 1: name = "" }) =>
    columns.has(name.trim().toLowerCase()),
  );
  const spans = [...found, ...named].map(({ 0: { length }, index }) => ({ from: index, to: index + length }));
  return withoutCovered(spans);
}

function withoutCovered(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  let reached = -1;
  return spans
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .filter(({ to }) => {
      if (to <= reached) return false;
      reached = to;
      return true;
    });
}
