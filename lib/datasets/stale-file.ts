/** How long a file that nothing refers to may still be wanted: a wizard that stands open, an import under way. */
export const KEPT_FOR_MS = 24 * 60 * 60_000;

/** A file in the folder of uploads. */
export interface UploadFolderFile {
  name: string;
  ageMs: number;
}

const UPLOAD = /^[0-9a-f-]{36}$/;
const SCRATCH = /\.scratch$/;
const UNFINISHED_ERROR_FILE = /\.errors\.[\w-]+\.csv\.[0-9a-f-]{36}$/;

/** The upload that a file is, whole and by itself; `null` for any other file. */
export function uploadIdOf(name: string): string | null {
  return UPLOAD.test(name) ? name : null;
}

/**
 * Whether nobody will want a file any more: an upload that no dataset was made of, or what a reader that died kept
 * aside. Error files stay, and what is not known stays too.
 * @param isImported whether a dataset was made of an upload.
 */
export function isStale(
  { name, ageMs }: UploadFolderFile,
  isImported: (uploadId: string) => boolean,
): boolean {
  if (ageMs <= KEPT_FOR_MS) return false;
  const uploadId = uploadIdOf(name);
  return uploadId ? !isImported(uploadId) : SCRATCH.test(name) || UNFINISHED_ERROR_FILE.test(name);
}
