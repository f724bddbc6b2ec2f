import { isBlankText } from "#lib/blank-text.ts";
import { fixCell } from "#lib/datasets/cell-fix.ts";
import { ATTRIBUTE_PREFIX, attributeOf, type CatalogueImportPlan } from "./imports/import-plan.ts";
import { type Preset, presetHeader } from "./imports/presets/preset.ts";
import { presetOf } from "./imports/presets/recognise-preset.ts";
import { type PatchError, type ProductCells, type ProductPatch, productPatch } from "./product-patch.ts";

/** A row of a file: its cells by header. */
export interface FileRow {
  sourceRow: number;
  values: Record<string, string>;
}

/** A product that a row told, or all that is wrong with the row, each fault at its header. */
export type ReadProduct =
  | { ok: true; row: FileRow; patch: ProductPatch }
  | { ok: false; row: FileRow; errors: { column: string; rule: string; value: string }[] };

/** Rows of one product beyond so many are taken as another's, so that no file fills the memory. */
const LARGEST_GROUP = 5_000;

/**
 * Makes products of a file's rows, in their order. Where rows of one product follow each other they are held back until
 * the next begins: a variant has what the first row says of them all, and the pictures of all rows.
 */
export class ProductReader {
  readonly #plan: CatalogueImportPlan;
  readonly #preset: Preset | null;
  readonly #groupHeader: string | null;
  readonly #named: readonly { name: string; value: string }[];
  #group: FileRow[] = [];

  constructor(plan: CatalogueImportPlan) {
    this.#plan = plan;
    this.#preset = plan.preset && presetOf(plan.preset);
    const headers = plan.file.columns.map(({ header }) => header);
    const by = this.#preset?.group?.by ?? [];
    this.#groupHeader = headers.find((header) => by.includes(presetHeader(header))) ?? null;
    // A column that somebody gave a name of its own is no longer named by the row.
    const isAsItIs = (header: string) =>
      plan.columns.some((column) => column.header === header && column.target === ATTRIBUTE_PREFIX + header);
    this.#named = (this.#preset ? namedColumns(this.#preset, headers) : []).filter(
      ({ name, value }) => isAsItIs(name) && isAsItIs(value),
    );
  }

  /** Source row of the first that is held back; `null` where none is. What was read before it is done with. */
  get heldFrom(): number | null {
    return this.#group[0]?.sourceRow ?? null;
  }

  /** The products that are whole now that this row has come. */
  add(row: FileRow): ReadProduct[] {
    if (this.#groupHeader === null) return this.#read([row]);
    const begun = this.#group[0]?.values[this.#groupHeader];
    const isSame = begun !== undefined && begun === row.values[this.#groupHeader] && !isBlankText(begun);
    if (isSame && this.#group.length < LARGEST_GROUP) {
      this.#group.push(row);
      return [];
    }
    const whole = this.#group;
    this.#group = [row];
    return this.#read(whole);
  }

  /** The products of the rows that were held back. */
  end(): ReadProduct[] {
    const whole = this.#group;
    this.#group = [];
    return this.#read(whole);
  }

  #read(rows: FileRow[]): ReadProduct[] {
    const [first] = rows;
    if (!first) return [];
    const group = this.#preset?.group;
    if (!group || this.#groupHeader === null) return [this.#product(first, [])];
    const pictures = rows.flatMap(({ values }) => cellsOf(values, group.pictures));
    const isOneProduct = this.#plan.columns.some(
      ({ header, target }) => target === "key" && header === this.#groupHeader,
    );
    const variants = isOneProduct ? [first] : rows.filter((row) => row === first || this.#isVariant(row));
    return variants.map((row) =>
      this.#product(row === first ? first : { ...row, values: this.#inherit(row, first) }, pictures),
    );
  }

  /** Whether a row tells of a product of its own rather than only of a picture. */
  #isVariant({ values }: FileRow): boolean {
    const key = this.#plan.columns.find(({ target }) => target === "key")?.header ?? "";
    if (!isBlankText(values[key] ?? "")) return true;
    return cellsOf(values, this.#preset?.group?.variantSigns ?? []).length > 0;
  }

  #inherit({ values }: FileRow, first: FileRow): Record<string, string> {
    const ofVariant = this.#preset?.group?.ofVariant;
    return Object.fromEntries(
      Object.entries(values).map(([header, value]) => {
        const isOwn = !isBlankText(value) || ofVariant?.test(presetHeader(header));
        return [header, isOwn ? value : (first.values[header] ?? "")];
      }),
    );
  }

  #product(row: FileRow, groupPictures: readonly string[]): ReadProduct {
    const read = this.#asItIs(row, groupPictures);
    if (read.ok || this.#plan.file.fixes.length === 0) return read;
    const values = { ...row.values };
    for (const error of read.errors)
      if (error.column !== "")
        values[error.column] = fixCell(values[error.column] ?? "", error, this.#plan.file.fixes);
    const mended = this.#asItIs({ ...row, values }, groupPictures);
    if (mended.ok) return mended;
    // A fix that does not make its cell fit leaves it as it was.
    const unfit = new Set(mended.errors.map(({ column }) => column));
    return { ...read, errors: read.errors.filter(({ column }) => unfit.has(column)) };
  }

  #asItIs(row: FileRow, groupPictures: readonly string[]): ReadProduct {
    const read = productPatch(this.#cells(row.values, groupPictures));
    if (read.ok) return { ok: true, row, patch: read.patch };
    return { ok: false, row, errors: read.errors.map((error) => this.#atColumn(error, row)) };
  }

  #atColumn({ field, rule, value }: PatchError, { values }: FileRow) {
    const columns = this.#plan.columns.filter(({ target }) => target === field);
    const column = columns.find(({ header }) => values[header]?.includes(value)) ?? columns[0];
    return { column: column?.header ?? "", rule, value };
  }

  #cells(values: Record<string, string>, groupPictures: readonly string[]): ProductCells {
    const cells: ProductCells & { attributes: Record<string, string> } = {
      key: "",
      attributes: Object.create(null),
    };
    const pictures: string[] = [];
    for (const { header, target } of this.#plan.columns) {
      const value = this.#plain(values[header] ?? "");
      const attribute = attributeOf(target);
      if (attribute !== null) {
        if (!this.#isNamed(header)) cells.attributes[attribute] = value;
      } else if (target === "pictures") {
        if (!this.#preset?.group?.pictures.includes(presetHeader(header))) pictures.push(value);
      } else if (target === "category")
        cells.category = this.#preset?.listsCategories ? firstOf(value) : value;
      else cells[target as "key" | "title" | "gtin" | "country" | "language"] = value;
    }
    if (this.#plan.columns.some(({ target }) => target === "pictures"))
      cells.pictures = [...pictures, ...groupPictures];
    for (const { name, value } of this.#named) {
      const attribute = values[name]?.trim() ?? "";
      // What a shop without options writes.
      if (attribute === "" || values[value] === "Default Title") continue;
      cells.attributes[attribute] = this.#plain(values[value] ?? "");
    }
    return cells;
  }

  #isNamed(header: string): boolean {
    return this.#named.some(({ name, value }) => name === header || value === header);
  }

  #plain(value: string): string {
    return this.#preset?.quotesFormulas && /^'[=+\-@']/.test(value) ? value.slice(1) : value;
  }
}

/** Columns of a name and its value that are there in pairs. */
function namedColumns({ named }: Preset, headers: readonly string[]): { name: string; value: string }[] {
  if (!named) return [];
  const find = (header: string) => headers.find((one) => presetHeader(one) === header);
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((number) => {
    const name = find(named.name.replace("$", String(number)));
    const value = find(named.value.replace("$", String(number)));
    return name !== undefined && value !== undefined ? [{ name, value }] : [];
  });
}

function cellsOf(values: Record<string, string>, headers: readonly string[]): string[] {
  return Object.entries(values).flatMap(([header, value]) =>
    headers.includes(presetHeader(header)) && !isBlankText(value) ? [value] : [],
  );
}

function firstOf(list: string): string {
  return list.split(",")[0] ?? "";
}
