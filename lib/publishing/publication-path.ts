import { join } from "node:path";

/** Where the file of a publication lies, in the folder of publications. */
export function publicationPath(folder: string, id: string): string {
  return join(folder, id);
}

/** Where its label lies beside it. */
export function labelPath(folder: string, id: string): string {
  return join(folder, `${id}.aigc.json`);
}
