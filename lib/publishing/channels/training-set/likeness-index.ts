import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Fingerprint, likeness } from "#lib/checks/near-duplicates/fingerprint.ts";
import { percentOf } from "#lib/checks/near-duplicates/near-duplicate-verdict.ts";
import { scratchPath } from "#lib/objects/scratch.ts";

const MOST_OF_A_BAND = 50;
// Four megabytes: of 200,000 texts that differ, nine in ten bands need no look at the disk.
const SEEN_BITS = 25;

/** The fingerprint of something that is kept, with the language that it is in. */
export interface KeptFingerprint extends Fingerprint {
  /** What it is told from others by. */
  name: string;
  language: string;
}

/** The fingerprints of what a training set has so far, on the disk: their number takes no memory. */
export class LikenessIndex {
  readonly #path: string;
  readonly #file: DatabaseSync;
  readonly #find: ReturnType<DatabaseSync["prepare"]>;
  readonly #addSignature: ReturnType<DatabaseSync["prepare"]>;
  readonly #addBand: ReturnType<DatabaseSync["prepare"]>;
  readonly #languages: string[] = [];
  /** A bit for each band that anything has, some for several. */
  readonly #seen = new Uint32Array(2 ** (SEEN_BITS - 5));

  private constructor(path: string) {
    const file = new DatabaseSync(path);
    this.#path = path;
    this.#file = file;
    file.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192;
      create table kept (id integer primary key, name text unique, label text, language text, signature blob, bands blob);
      create table bands (language integer, band integer, id integer, primary key (language, band, id)) without rowid;
      begin`);
    this.#find = file.prepare(`select k.name, k.label, k.signature from bands b join kept k on k.id = b.id
      where b.language = ? and b.band = ? order by b.id limit ${MOST_OF_A_BAND}`);
    this.#addSignature = file.prepare(
      "insert or ignore into kept (name, label, language, signature, bands) values (?, ?, ?, ?, ?)",
    );
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
    const spoken = this.#numberOf(language);
    for (const band of fingerprint.bands.filter((each) => this.#isSeen(each)))
      for (const { name, label, signature } of this.#find.all(spoken, BigInt.asIntN(64, band))) {
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
    const kept = [
      name,
      label,
      language,
      signature,
      new Uint8Array(BigUint64Array.from(bands).buffer),
    ] as const;
    const { changes, lastInsertRowid } = this.#addSignature.run(...kept);
    if (changes === 0) return;
    const spoken = this.#numberOf(language);
    for (const band of bands) {
      const bit = bitOf(band);
      this.#seen[bit >>> 5] = (this.#seen[bit >>> 5] ?? 0) | (1 << (bit & 31));
      this.#addBand.run(spoken, BigInt.asIntN(64, band), lastInsertRowid);
    }
  }

  /** What is kept, in the order in which it came, some at a time. */
  *pages(atOnce: number): Generator<KeptFingerprint[]> {
    const page = this.#file.prepare("select * from kept where id > ? order by id limit ?");
    for (let after = 0; ; ) {
      const found = page.all(after, atOnce);
      if (found.length > 0)
        yield found.map(({ name, language, signature, bands }) => ({
          ...{ name: String(name), language: String(language), signature: signature as Uint8Array },
          bands: [...new BigUint64Array((bands as Uint8Array).slice().buffer)],
        }));
      if (found.length < atOnce) return;
      after = Number(found.at(-1)?.id);
    }
  }

  #isSeen(band: bigint): boolean {
    const bit = bitOf(band);
    return ((this.#seen[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  // In every one of its bands a language takes room.
  #numberOf(language: string): number {
    const known = this.#languages.indexOf(language);
    return known < 0 ? this.#languages.push(language) - 1 : known;
  }

  close(): void {
    this.#file.close();
    rmSync(this.#path, { force: true });
  }
}

const wholeBand = new BigUint64Array(1);
const halves = new Uint32Array(wholeBand.buffer);

// Asked of every band twice: by halves it takes a fifth of what arithmetic of large numbers does.
function bitOf(band: bigint): number {
  wholeBand[0] = band;
  return ((halves[0] ?? 0) ^ (halves[1] ?? 0)) & (2 ** SEEN_BITS - 1);
}
