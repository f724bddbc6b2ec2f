import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { requireActor } from "#app/current-actor.ts";
import { PICTURES } from "#lib/handbook/read-handbook.ts";

const A_PICTURE = /^[a-z-]+\.png$/;

/** A picture of the handbook; they are made by a command, and 404 says that one was not. */
export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }) {
  await requireActor();
  const { file } = await params;
  const picture = A_PICTURE.test(file) ? await readFile(join(PICTURES, file)).catch(() => null) : null;
  if (!picture) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(picture), {
    headers: { "content-type": "image/png", "cache-control": "private, max-age=3600" },
  });
}
