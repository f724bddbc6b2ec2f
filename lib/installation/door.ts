import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Agent, request } from "undici";
import { z } from "zod";
import { log } from "#lib/observability/log.ts";

const FILE = "door.json";
const LONGEST_REQUEST = 10_000;
const where = z.object({ port: z.number().int(), secret: z.string() });
const answerSchema = z.union([z.object({ done: z.unknown() }), z.object({ failed: z.string() })]);

/** What a running process does for whoever may read its data folder, by name. */
export type Deeds = Record<string, (input: unknown) => Promise<unknown>>;

/**
 * Lets commands of this machine ask the process for what only it can do: on the embedded database nobody else gets in.
 * Only who may read DATA_DIR learns the secret.
 */
export async function openDoor(dataDir: string, deeds: Deeds): Promise<{ close(): void }> {
  const secret = randomBytes(32).toString("base64url");
  const server = createServer(async (asked, answer) => {
    const deed = deeds[asked.url?.slice(1) ?? ""];
    const isKnown = isSame(asked.headers.authorization ?? "", `Bearer ${secret}`);
    if (!isKnown || !deed || Number(asked.headers["content-length"] ?? 0) > LONGEST_REQUEST)
      return answer.writeHead(isKnown ? 404 : 401).end();
    try {
      const input = JSON.parse(await text(asked));
      answer.end(JSON.stringify({ done: await deed(input) }));
    } catch (err) {
      log.error({ err, deed: asked.url }, "what a command asked for failed");
      answer.end(JSON.stringify({ failed: err instanceof Error ? err.message : String(err) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const file = join(dataDir, FILE);
  writeFileSync(`${file}.unfinished`, JSON.stringify({ port, secret }), { mode: 0o600 });
  renameSync(`${file}.unfinished`, file);
  return {
    close() {
      rmSync(file, { force: true });
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Asks the process that runs on a data folder. `null` where none does.
 * @throws what went wrong there.
 */
export async function knock(
  dataDir: string,
  deed: string,
  input: unknown,
): Promise<{ done: unknown } | null> {
  const door = readDoor(dataDir);
  if (!door) return null;
  // What is asked for may take long, and nothing is heard of it meanwhile.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  try {
    const answer = await request(`http://127.0.0.1:${door.port}/${deed}`, {
      dispatcher,
      method: "POST",
      headers: { authorization: `Bearer ${door.secret}` },
      body: JSON.stringify(input),
    });
    if (answer.statusCode !== 200) return null;
    const said = answerSchema.parse(await answer.body.json());
    if ("failed" in said) throw new Error(said.failed);
    return { done: said.done };
  } catch (error) {
    // A process that was killed has left its door behind.
    if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") return null;
    throw error;
  } finally {
    await dispatcher.close();
  }
}

function readDoor(dataDir: string): z.output<typeof where> | null {
  try {
    return where.parse(JSON.parse(readFileSync(join(dataDir, FILE), "utf8")));
  } catch {
    return null;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
