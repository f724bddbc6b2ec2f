import { type FoldedText, foldText, hasCjk } from "#lib/folded-text.ts";
import type { Concept, ConceptKind } from "./concept.ts";
import { absenceOf, conceptMentions, impliedBy, propertiesNamedBy } from "./concept-mentions.ts";
import { type Fact, factOf } from "./facts.ts";
import { type Quantity, quantitiesIn } from "./quantities.ts";
import { type Needle, needlesOf, piecesOf } from "./row-pieces.ts";
import { type Unit, units } from "./units.ts";
import { groupOf } from "./variants.ts";

/** What a row states, read once for all the texts of its outputs. */
export interface Statements {
  cells: readonly Cell[];
  needles: readonly Needle[];
  quantities: readonly StatedQuantity[];
  /** How many pieces there may be of something, each once. */
  counts: readonly number[];
  /** By the id of what is stated, what that implies included. */
  concepts: ReadonlyMap<string, Fact>;
  /** By the id of what the row says is not so. */
  denied: ReadonlyMap<string, Fact>;
  kinds: ReadonlyMap<ConceptKind, Fact>;
  /** What it says of ways a product may be, by their group. */
  variants: ReadonlyMap<string, Fact>;
  /** Headings of which it says no, folded. */
  lacking: readonly Needle[];
  /** All of its values, folded. */
  folded: string;
}

/** A column and its value in a row; one cell may hold several: "Material: PU; colour: cognac". */
export interface Cell {
  /** In the row. */
  column: string;
  /** Folded, with blanks for underscores. */
  heading: string;
  value: string;
  /** Where the value begins in the column's. */
  from: number;
}

export type StatedQuantity = Quantity & { fact: Fact };

const MOST_QUANTITIES = 200;
const MOST_PIECES = 200;
const NO =
  /^(?:no|false|n|0|none|n\/a|not included|not supported|without|free|否|无|不|没有|不支持|不可|不含|不带|不适用|nein|ohne|keine?r?|frei|いいえ|なし|無し|無|不可|非対応|非搭載|別売り?|フリー|×|✗|✘|-)$/;
// "cartridge, not included", 扁气罐（不含）: it has a name and is left out all the same.
const LEFT_OUT =
  /(?:[(（]|[,，;；] ?)(?:not included|sold separately|nicht enthalten|nicht im lieferumfang|不含|另购|另售|別売り?)[)）]?$/;
// "no (hand wash only)", 不可（手洗い推奨）.
const NO_BECAUSE =
  /^(?:no|not|none|nein|nicht|keine?|不可|不支持|不适用|不含|不带|无|没有|否|なし|無し|非対応|非搭載|いいえ)\s?[(（,，、;；:：—-]/;
const FREE = /^(?:free|frei|フリー)$/;
const ABSENT = /free$|frei$|^(?:无|不含)/;
const YES =
  /^(?:yes|true|y|1|included|是|有|支持|可|含|带|适用|ja|inklusive|はい|あり|有り|付き|対応|可能|○|✓|✔)$/;
// Its digits tell goods apart and count nothing.
const NUMBERING =
  /^(?:id|sku|asin|ean|gtin|upc|art(?:ikel)?[- ]?(?:nr|nummer)\.?|item no\.?|货号|编号|编码|产品id|商品id|商品码|商品编号|商品编码|款号|品番|商品番号)$/u;
const PACKED = /[;；|\n]/;
const PAIR = /(?:^|[^\p{L}])(?:pair|paar|twin|duo)(?![\p{L}])|一对|一双|ペア|2支|对装|双装/u;
const COLOUR_HEADING = /colou?r|farbe|couleur|颜色|色|カラー/u;

// A row has an output in each language, and each is held against it.
const lately = new WeakMap<Readonly<Record<string, string>>, Statements>();

/** Reads a row; once for the same object. */
export function statementsOf(source: Readonly<Record<string, string>>): Statements {
  const known = lately.get(source);
  if (known) return known;
  const statements = readStatements(source);
  lately.set(source, statements);
  return statements;
}

function readStatements(source: Readonly<Record<string, string>>): Statements {
  const reader = new RowReader(source);
  for (const cell of cellsOf(source)) reader.read(cell);
  return reader.statements();
}

class RowReader {
  private readonly source: Readonly<Record<string, string>>;
  private readonly folded: string;
  private readonly cells: Cell[] = [];
  private readonly quantities: StatedQuantity[] = [];
  private readonly concepts = new Map<string, Fact>();
  private readonly denied = new Map<string, Fact>();
  private readonly kinds = new Map<ConceptKind, Fact>();
  private readonly variants = new Map<string, Fact>();
  private readonly lacking: Needle[] = [];

  constructor(source: Readonly<Record<string, string>>) {
    this.source = source;
    this.folded = foldText(Object.values(source).join("\n")).text;
  }

  statements(): Statements {
    return {
      cells: this.cells,
      needles: needlesOf(this.source),
      quantities: this.quantities,
      counts: this.counts(),
      concepts: this.concepts,
      denied: this.denied,
      kinds: this.kinds,
      variants: this.variants,
      lacking: this.lacking,
      folded: this.folded,
    };
  }

  read(cell: Cell): void {
    this.cells.push(cell);
    const { column, value, from: offset } = cell;
    const folded = foldText(value);
    const factAt = (from: number, to: number) => factOf(column, offset + from, offset + to);
    if (!NUMBERING.test(cell.heading)) this.readQuantities(cell, folded);
    for (const { concepts, from, to, isDenied } of conceptMentions(folded, "row"))
      for (const concept of concepts)
        if (isDenied) this.deny(concept, factAt(from, to));
        else if (concept.kind !== "colour" || to - from > 1 || isColourCell(cell))
          this.state(concept, factAt(from, to));
    this.readPieces(cell);
    this.readByHeading(cell);
  }

  private readQuantities({ column, from: offset }: Cell, folded: FoldedText): void {
    for (const quantity of quantitiesIn(folded, true).slice(0, MOST_QUANTITIES - this.quantities.length)) {
      const fact = factOf(column, offset + quantity.from, offset + quantity.to);
      this.quantities.push({ ...quantity, unit: quantity.unit ?? unitOfColumn(column), fact });
    }
  }

  // "适用: 洗碗机、微波炉" names what a property is about, and 驼 in a colour's cell is 驼色.
  private readPieces(cell: Cell): void {
    const { column, value, from: offset } = cell;
    for (const { text, from } of piecesOf(value).slice(0, MOST_PIECES)) {
      const piece = foldText(text).text;
      const fact = factOf(column, offset + from, offset + from + text.length);
      for (const concept of propertiesNamedBy(piece)) this.state(concept, fact);
      if (!isColourCell(cell) && !(hasCjk(value) && value.length <= 4)) continue;
      for (const { concepts } of conceptMentions(
        foldText(hasCjk(piece) ? `${piece}色` : `${piece} colour`),
        "row",
      ))
        for (const concept of concepts) if (concept.kind === "colour") this.state(concept, fact);
    }
  }

  // "防水: 是", "dishwasher: yes" and "fragrance: none" state what their heading says.
  private readByHeading({ column, heading, value, from }: Cell): void {
    const said = foldText(value).text.trim();
    if (said === "") return;
    const fact = factOf(column, from, from + value.length);
    const named = conceptMentions(foldText(heading), "row").flatMap(({ concepts, isDenied }) =>
      isDenied ? [] : concepts,
    );
    if (NO.test(said) || NO_BECAUSE.test(said) || LEFT_OUT.test(said)) {
      if (heading.length >= (hasCjk(heading) ? 2 : 3) && !ABSENT.test(heading) && !FREE.test(said))
        this.lacking.push({ text: heading, fact });
      for (const concept of [...named, ...propertiesNamedBy(heading)]) this.deny(concept, fact);
      for (const concept of [...absencesOf(heading), ...named.flatMap((concept) => absenceOf(concept) ?? [])])
        this.state(concept, fact);
      return;
    }
    const isYes = YES.test(said);
    for (const concept of named) if (isYes || concept.kind === "property") this.state(concept, fact);
    if (isYes) for (const concept of propertiesNamedBy(heading)) this.state(concept, fact);
  }

  private state(concept: Concept, fact: Fact): void {
    for (const id of impliedBy(concept)) if (!this.concepts.has(id)) this.concepts.set(id, fact);
    if (!this.kinds.has(concept.kind)) this.kinds.set(concept.kind, fact);
    if (concept.kind === "variant" && !this.variants.has(groupOf(concept.id)))
      this.variants.set(groupOf(concept.id), fact);
  }

  private deny({ id }: Concept, fact: Fact): void {
    if (!this.denied.has(id)) this.denied.set(id, fact);
  }

  private counts(): number[] {
    const counts = new Set<number>(PAIR.test(this.folded) ? [2] : []);
    for (const { unit, amounts, isTimes, fact, from, to } of this.quantities) {
      const [count = 0] = amounts;
      const isAlone = !unit && this.source[fact.column]?.trim().length === to - from;
      if (!isAlone && unit?.dimension !== "count" && !isTimes) continue;
      if (Number.isInteger(count) && count >= 2 && count <= 200) counts.add(count);
    }
    return [...counts];
  }
}

function cellsOf(source: Readonly<Record<string, string>>): Cell[] {
  return Object.entries(source).flatMap(([column, value]) => {
    const whole = { column, heading: headingOf(column), value, from: 0 };
    const parts = PACKED.test(value) ? packedIn(column, value) : [];
    return [whole, ...parts];
  });
}

function packedIn(column: string, value: string): Cell[] {
  let from = 0;
  return value.split(PACKED).flatMap((part) => {
    const at = from;
    from += part.length + 1;
    const [, heading, said] = part.trim().match(/^([^:：]{1,30})[:：]\s*(.+)$/) ?? [];
    if (!heading || !said) return [];
    return [{ column, heading: headingOf(heading), value: said, from: at + part.lastIndexOf(said) }];
  });
}

function headingOf(column: string): string {
  return foldText(column.replaceAll("_", " ")).text.trim();
}

function isColourCell({ heading }: Cell): boolean {
  return COLOUR_HEADING.test(heading);
}

// "weight_kg", "Länge (cm)": the heading has the unit of its numbers.
function unitOfColumn(column: string): Unit | null {
  const last = foldText(column).text.match(/[_ (（/]([^_ (（/)）]+)[)）]?$/)?.[1];
  const unit = units.get(last ?? "");
  return unit && unit.dimension !== "count" ? unit : null;
}

function absencesOf(heading: string): Concept[] {
  const absences = [
    `${heading.replaceAll(" ", "-")}-free`,
    `${heading}frei`,
    `ohne ${heading}`,
    `无${heading}`,
    `不含${heading}`,
    `${heading}不使用`,
    `${heading}フリー`,
  ];
  return absences.flatMap((absence) =>
    conceptMentions(foldText(absence), "row").flatMap(({ concepts, from, to }) =>
      from === 0 && to === absence.length ? concepts : [],
    ),
  );
}
