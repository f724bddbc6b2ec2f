import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Fingerprint, likeness } from "#lib/checks/near-duplicates/fingerprint.ts";
import { percentOf } from "#lib/checks/near-duplicates/near-duplicate-verdict.ts";
import { scratchPath } from "#lib/objects/scratch.ts";

/** The fingerprints of what a training set has so far, on the disk: their number takes no memory. */
export class LikenessIndex {
  readonly #path: string;
  readonly #file: DatabaseSync;
  readonly #find: ReturnType<DatabaseSync["prepare"]>;
  readonly #addSignature: ReturnType<DatabaseSync["prepare"]>;
  readonly #addBand: ReturnType<DatabaseSync["prepare"]>;

  private constructor(path: string) {
    const file = new DatabaseSync(path);
    this.#path = path;
    this.#file = file;
    file.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
      create table kept (id integer primary key, name text unique, label text, signature blob);
      create table bands (language text, band integer, id integer, primary key (language, band, id)) without rowid;
      begin`);
    this.#find = file.prepare(
      "select distinct k.id, k.name, k.label, k.signature from bands b join kept k on k.id = b.id where b.language = ? and b.band = ? limit 50",
    );
    this.#addSignature = file.prepare("insert or ignore into kept (name, label, signature) values (?, ?, ?)");
    this.#addBand = file.prepare("insert or ignore into bands values (?, ?, ?)");
  }

  static async open(): Promise<LikenessIndex> {
    return new LikenessIndex(await scratchPath());
  }

  /** What another one is called that is as alike as that, in percent, and how alike; `null` where there is none. */
  find(
    fingerprint: Fingerprint,
    { except, language, similarity }: { except: string; language: string; similarity: number },
  ): { label: string; percent: number } | null {
    for (const band of fingerprint.bands)
      for (const { name, label, signature } of this.#find.all(language, BigInt.asIntN(64, band))) {
        const percent = percentOf(likeness(fingerprint.signature, signature as Uint8Array));
        if (percent >= similarity && name !== except) return { label: String(label), percent };
      }
    return null;
  }

  /** Keeps one, to be found from now on; again it changes nothing. @param label what people call it. */
  add(
    { name, label }: { name: string; label: string },
    { signature, bands }: Fingerprint,
    language: string,
  ): void {
    const { changes, lastInsertRowid } = this.#addSignature.run(name, label, signature);
    if (changes === 0) return;
    for (const band of bands) this.#addBand.run(language, BigInt.asIntN(64, band), lastInsertRowid);
  }

  close(): void {
    this.#file.close();
    rmSync(this.#path, { force: true });
  }
}
