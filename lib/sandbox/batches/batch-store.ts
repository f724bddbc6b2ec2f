import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultKind } from "#lib/models/sandbox-settings.ts";

/** A file that was uploaded, or written as a batch's results. */
export interface FileRecord {
  id: string;
  bytes: number;
  createdAt: number;
  filename: string;
  purpose: "batch" | "batch_output";
}

/** How a batch behaves, as the settings stood when it was made. */
export interface BatchSettings {
  seconds: number;
  finished: number | null;
  duplicates: number;
  faultRate: number;
  faultKinds: readonly FaultKind[];
}

/** A batch as it is kept. */
export interface BatchRecord {
  id: string;
  inputFileId: string;
  endpoint: string;
  metadata: Record<string, string> | null;
  createdAt: number;
  model: string;
  total: number;
  /** What is wrong with its input; such a batch fails. */
  misfits: { code: string; message: string; line: number | null }[];
  settings: BatchSettings;
  cancelledAt: number | null;
  /** What came of it, once its results are written. */
  outcome: {
    endedAt: number;
    completed: number;
    failed: number;
    outputFileId: string | null;
    errorFileId: string | null;
  } | null;
}

/** A claim older than this belonged to a process that died writing. */
const CLAIM_HOLDS_MS = 120_000;

/**
 * Files and batches of the sandbox, on disk: they outlive the process, and nothing of a batch's size is held in
 * memory. Processes on one folder share them.
 */
export class BatchStore {
  readonly #given: string | undefined;
  #opened: Promise<string> | null = null;

  /** @param folder where to keep them; a temporary one of its own by default. */
  constructor(folder: string | undefined) {
    this.#given = folder;
  }

  /** Where a file's contents are, or will be. */
  async contentPath(id: string): Promise<string> {
    return join(await this.#folder(), `${plain(id)}.jsonl`);
  }

  /** A file; `null` when there is none of that id. */
  readFile(id: string): Promise<FileRecord | null> {
    return this.#read(id);
  }

  /** Makes a file of contents that stand at its path. */
  async addFile(file: Omit<FileRecord, "bytes">): Promise<FileRecord> {
    const { size } = await stat(await this.contentPath(file.id));
    const record = { ...file, bytes: size };
    await this.#write(file.id, record);
    return record;
  }

  /** Removes a file with its contents. */
  async removeFile(id: string): Promise<void> {
    await rm(await this.contentPath(id), { force: true });
    await rm(join(await this.#folder(), `${plain(id)}.json`), { force: true });
  }

  /** A batch; `null` when there is none of that id. */
  readBatch(id: string): Promise<BatchRecord | null> {
    return this.#read(id);
  }

  /** Keeps a batch as it is now. */
  writeBatch(record: BatchRecord): Promise<void> {
    return this.#write(record.id, record);
  }

  /** The ids of all batches, newest first. */
  async batchIds(): Promise<string[]> {
    const names = await readdir(await this.#folder());
    return names
      .filter((name) => name.startsWith("batch_") && name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .sort()
      .reverse();
  }

  /** Whether the caller is the one to write a batch's results: of all processes on the folder, only one is at a time. */
  async claim(batchId: string): Promise<boolean> {
    const path = join(await this.#folder(), `${plain(batchId)}.claim`);
    try {
      await writeFile(path, "", { flag: "wx" });
      return true;
    } catch {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs < CLAIM_HOLDS_MS) return false;
      await writeFile(path, "");
      return true;
    }
  }

  /** Removes everything, where the folder is its own. */
  async close(): Promise<void> {
    if (this.#given === undefined && this.#opened)
      await rm(await this.#opened, { recursive: true, force: true });
  }

  async #read<Record>(id: string): Promise<Record | null> {
    try {
      return JSON.parse(await readFile(join(await this.#folder(), `${plain(id)}.json`), "utf8")) as Record;
    } catch {
      return null;
    }
  }

  // Renamed into place, so that nobody ever reads half of it.
  async #write(id: string, record: object): Promise<void> {
    const path = join(await this.#folder(), `${plain(id)}.json`);
    const draft = `${path}.${process.pid}.${performance.now()}`;
    await writeFile(draft, JSON.stringify(record));
    await rename(draft, path);
  }

  #folder(): Promise<string> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<string> {
    if (this.#given === undefined) return mkdtemp(join(tmpdir(), "presswork-sandbox-"));
    await mkdir(this.#given, { recursive: true });
    return this.#given;
  }
}

// An id comes from outside and becomes a path.
function plain(id: string): string {
  return id.replace(/[^\w-]/g, "_");
}
