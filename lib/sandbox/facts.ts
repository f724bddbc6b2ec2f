/** What a fact of a product is about, whatever its column is called. */
export type FactRole =
  | "name"
  | "nameZh"
  | "brand"
  | "family"
  | "concentration"
  | "gender"
  | "size"
  | "top"
  | "heart"
  | "base"
  | "notes"
  | "category"
  | "country"
  | "year"
  | "material"
  | "colour"
  | "description"
  | "code";

export interface Fact {
  label: string;
  value: string;
  role: FactRole | null;
}

const ROLES: [FactRole, RegExp][] = [
  ["nameZh", /name[_ -]?(zh|cn)|中文名|chinese name/i],
  ["code", /\bsku\b|barcode|\bean\b|\bgtin\b|\bid$|条码|编码|编号|货号/i],
  ["brand", /brand|house|maker|品牌|marque|marke/i],
  ["top", /top|前调|头香|kopf/i],
  ["heart", /heart|middle|中调|herz/i],
  ["base", /base|后调|尾调|basis/i],
  ["family", /famil|香型|香调类型|调性|duftfamilie/i],
  ["notes", /notes?$|香调|成分|ingredient/i],
  ["concentration", /concentrat|浓度/i],
  ["gender", /gender|audience|适用人群|性别|for whom/i],
  ["size", /size|volume|capacity|net (content|weight)|容量|规格|净含量|尺寸/i],
  ["category", /categor|product type|类目|品类|分类/i],
  ["country", /country|origin|国家|产地|market|市场/i],
  ["year", /\byear\b|launched|年份|上市/i],
  ["material", /material|fabric|材质|面料/i],
  ["colour", /colou?r|颜色|色号/i],
  ["description", /desc|copy|intro|描述|文案|简介/i],
  ["name", /name|title|product|品名|名称|标题|商品/i],
];

/** Words that stand before a colon in instructions rather than in a product's data. */
const NOT_FACTS =
  /^(target )?(language|locale|lang)|^(output|format|requirements?|examples?|note|notes? to|role|tone|style|length|instructions?|task|json|limit|must|rules?|schema|answer|step)\b|^(目标)?语言|^(输出|格式|要求|示例|例子|角色|语气|风格|注意|长度|字数|任务|说明|规则|步骤)/i;

const LINE = /^[\s>*•·-]*["'`*_]*([\p{L}][\p{L}\p{N} _()（）/.-]{0,39}?)["'`*_]*\s*[:：=]\s*(.+?)\s*$/u;
const ROW = /^\s*\|(.+)\|\s*$/;
const MISSING =
  /^(null|none|nil|undefined|n\/?a|unknown|missing|not given|-|—|无|暂无|缺失|未知|\(.*missing.*\))?$/i;
const DATA_HEADING =
  /^#{1,6}\s*(input|product|row|source)\s*data|^#{1,6}\s*(输入数据|商品信息|商品数据|产品信息|原始数据)/im;

/** The facts that a prompt gives about its product, in their order: `key: value` lines, tables and JSON. */
export function readFacts(prompt: string): Fact[] {
  const section = dataSection(prompt);
  const facts = new Map<string, string>();
  const add = (label: string, value: string) => {
    const key = label.trim();
    const text = unquoted(value);
    if (key && !MISSING.test(text) && !facts.has(key) && (section.isData || !NOT_FACTS.test(key)))
      facts.set(key, text);
  };
  for (const [label, value] of jsonFacts(section.text)) add(label, value);
  for (const [label, value] of tableFacts(section.text)) add(label, value);
  for (const line of section.text.split("\n")) {
    const found = LINE.exec(line);
    if (found?.[1] && found[2] && !/^[[{]/.test(found[2])) add(found[1], found[2]);
  }
  return [...facts].map(([label, value]) => fact(label, value));
}

/** What a column or a field of this name is about; `null` when its name tells nothing. */
export function factRole(label: string): FactRole | null {
  return ROLES.find(([, pattern]) => pattern.test(label))?.[0] ?? null;
}

function fact(label: string, value: string): Fact {
  const role = factRole(label);
  const isBareNumber = role === "size" && /^\d+(\.\d+)?$/.test(value);
  const unit = isBareNumber ? /(?:^|[_ (（])(ml|g|kg|cm|mm|oz|l)\b/i.exec(label)?.[1] : undefined;
  return { label: label.replaceAll("_", " "), value: unit ? `${value} ${unit.toLowerCase()}` : value, role };
}

// Under a heading of their own the facts are easy to tell from the instructions around them.
function dataSection(prompt: string): { text: string; isData: boolean } {
  const heading = DATA_HEADING.exec(prompt);
  if (!heading) return { text: prompt, isData: false };
  const start = heading.index + heading[0].length;
  const rest = prompt.slice(start);
  const next = /^#{1,6}\s/m.exec(rest.slice(1));
  return { text: next ? rest.slice(0, next.index + 1) : rest, isData: true };
}

function jsonFacts(text: string): [string, string][] {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) return [];
  try {
    const parsed = JSON.parse(text.slice(start, end + 1)) as Record<string, unknown>;
    return Object.entries(parsed).flatMap(([key, value]): [string, string][] => {
      if (Array.isArray(value)) return [[key, value.join(", ")]];
      return typeof value === "string" || typeof value === "number" ? [[key, String(value)]] : [];
    });
  } catch {
    return [];
  }
}

// `| key | value |` rows, or a header row with one row of values.
function tableFacts(text: string): [string, string][] {
  const rows = text
    .split("\n")
    .map((line) => ROW.exec(line)?.[1])
    .filter((row) => row !== undefined)
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .filter((cells) => !cells.every((cell) => /^:?-+:?$/.test(cell)));
  const [header, ...body] = rows;
  if (!header) return [];
  if (header.length === 2) return rows.map(([key = "", value = ""]) => [key, value]);
  return header.map((key, column) => [key, body[0]?.[column] ?? ""]);
}

function unquoted(value: string): string {
  return value
    .trim()
    .replace(/^["'`]+|["'`,]+$/g, "")
    .trim();
}
