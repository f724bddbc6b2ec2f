import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { scratchPath } from "#lib/objects/scratch.ts";

/** A row that waits to be written. */
export interface WaitingRow {
  product: string;
  variant: string;
  /** Rows of a smaller one come first. */
  rank: number;
  /** Its place among those of its product. */
  seq: number;
  language: string;
  /** It stands in the channel and is none of what is published. */
  isStanding: boolean;
  cells: Record<string, string>;
}

/** Rows of products on the disk, so that their number takes no memory, with the rows of a product beside each other. */
export class ProductRows {
  readonly #path: string;
  readonly #file: DatabaseSync;
  readonly #addProduct: ReturnType<DatabaseSync["prepare"]>;
  readonly #add: ReturnType<DatabaseSync["prepare"]>;

  private constructor(path: string) {
    const file = new DatabaseSync(path);
    this.#path = path;
    this.#file = file;
    file.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
      create table products (id integer primary key, name text unique);
      create table waiting (product integer, variant text, rank integer, seq integer, language text, standing integer,
        cells text, primary key (product, variant)) without rowid;
      begin`);
    this.#addProduct = file.prepare("insert or ignore into products (name) values (?)");
    this.#add = file.prepare(
      "insert or ignore into waiting select id, ?, ?, ?, ?, ?, ? from products where name = ?",
    );
  }

  static async open(): Promise<ProductRows> {
    return new ProductRows(await scratchPath());
  }

  /** Keeps a row; `false` where there is one of the same product and variant, which stays. */
  add({ product, variant, rank, seq, language, isStanding, cells }: WaitingRow): boolean {
    this.#addProduct.run(product);
    const values = [variant, rank, seq, language, Number(isStanding), JSON.stringify(cells), product];
    return this.#add.run(...values).changes > 0;
  }

  /** The names of the products, some at a time. */
  *products(atOnce: number): Generator<string[]> {
    const page = this.#file.prepare("select id, name from products where id > ? order by id limit ?");
    for (let after = 0; ; ) {
      const found = page.all(after, atOnce);
      if (found.length > 0) yield found.map(({ name }) => String(name));
      if (found.length < atOnce) return;
      after = Number(found.at(-1)?.id);
    }
  }

  /** All rows: products in the order in which they came, by rank. */
  *rows(): Generator<WaitingRow> {
    const all = this.#file.prepare(`select p.name, w.* from waiting w join products p on p.id = w.product
      order by w.rank, w.product, w.seq, w.variant`);
    for (const row of all.iterate()) {
      const { name, variant, rank, seq, language, standing, cells } = row;
      yield {
        ...{ product: String(name), variant: String(variant), rank: Number(rank), seq: Number(seq) },
        ...{ language: String(language), isStanding: standing === 1, cells: JSON.parse(String(cells)) },
      };
    }
  }

  close(): void {
    this.#file.close();
    rmSync(this.#path, { force: true });
  }
}
