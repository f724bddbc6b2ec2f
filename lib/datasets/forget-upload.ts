import { db } from "#db/client.ts";
import { deleteUpload } from "#db/queries/datasets-uploads.ts";

/** Forgets a file that was received with a request which was refused after all; it counts in nobody's quota. */
export async function forgetUpload(uploadId: string): Promise<void> {
  await deleteUpload(db(), uploadId);
}
