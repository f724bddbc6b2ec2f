import { constants, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TransactionSql } from "postgres";
import type { Database } from "#db/client.ts";
import { connectDatabase } from "#db/open-database.ts";
import { speakPlainly } from "#db/queries/backup/rows.ts";
import { scratchPath } from "#lib/objects/scratch.ts";

/**
 * Reads a database as it is at one moment, while others write on.
 * @param dataDir of the embedded database.
 */
export async function readAtOneMoment<Read>(
  database: Database,
  dataDir: string,
  read: (tx: TransactionSql) => Promise<Read>,
): Promise<Read> {
  if (database.kind === "postgres") return inOneTransaction(database, read);
  // It has one connection, and whoever reads for minutes keeps everybody waiting. A copy takes a moment.
  const copy = await scratchPath();
  try {
    await copyEmbedded(database, dataDir, copy);
    const copied = await connectDatabase({ dataDir: copy });
    try {
      return await inOneTransaction(copied, read);
    } finally {
      await copied.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function inOneTransaction<Read>(
  { sql }: Database,
  read: (tx: TransactionSql) => Promise<Read>,
): Promise<Read> {
  const done = await sql.begin("isolation level repeatable read read only", async (tx) => {
    await speakPlainly(tx);
    return { value: await read(tx) };
  });
  return done.value as Read;
}

// While this holds the one connection nothing is written, and in a transaction no checkpoint falls between two files:
// the copy is what a crash would leave at this moment, and opens as that does.
async function copyEmbedded({ sql }: Database, dataDir: string, copy: string): Promise<void> {
  const connection = await sql.reserve();
  try {
    await connection`checkpoint`;
    await connection`begin`;
    await mkdir(copy, { recursive: true, mode: 0o700 });
    await cp(join(dataDir, "database"), join(copy, "database"), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    });
  } finally {
    await connection`rollback`;
    connection.release();
  }
}
