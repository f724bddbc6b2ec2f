import { Readable } from "node:stream";
import { JSON_SCHEMA_OUTPUT_REGISTRY } from "@orpc/zod/zod4";
import { z } from "zod";
import type { OpenObject } from "#lib/objects/object-store.ts";

const body = z.any().refine((sent): sent is ReadableStream => sent instanceof ReadableStream);
JSON_SCHEMA_OUTPUT_REGISTRY.add(body, { type: "string", format: "binary", contentMediaType: "*/*" });

/** The answer of a procedure that sends a file; its route needs `outputStructure: "detailed"`. */
export const downloadSchema = z.object({ headers: z.record(z.string(), z.string()), body });

/** A file as an answer, sent as it is read. */
export function asDownload({
  name,
  mediaType,
  file,
}: {
  /** As the reader's machine is to call it. */
  name: string;
  mediaType: string;
  /** Without `bytes` it is sent for as long as it lasts. */
  file: Pick<OpenObject, "content"> & Partial<Pick<OpenObject, "bytes">>;
}): z.output<typeof downloadSchema> {
  // The plain name is for clients that do not know the starred one, which carries any language.
  const plain = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\]/g, "_");
  const starred = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    headers: {
      "content-type": mediaType,
      ...(file.bytes !== undefined && { "content-length": String(file.bytes) }),
      "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${starred}`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
    body: Readable.toWeb(file.content) as ReadableStream,
  };
}
