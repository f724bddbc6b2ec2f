import type { Db } from "#db/client.ts";
import { hasRowsToRemove } from "#db/queries/retention/datasets.ts";
import { hasGivenUpPictures } from "#db/queries/retention/pictures.ts";

/** Whether anything was given up that is still there: it goes whatever the policies have become. */
export async function hasGivenUp(tx: Db): Promise<boolean> {
  return (await hasRowsToRemove(tx)) || (await hasGivenUpPictures(tx));
}
