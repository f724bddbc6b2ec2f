import { StandardOpenAPIMatcher } from "@orpc/openapi/standard";
import type { ApiMeta } from "./procedure.ts";
import { router } from "./router.ts";

const matcher = new StandardOpenAPIMatcher();
matcher.init(router);

/**
 * What a route says of itself before anything of a request's body is read.
 * @param pathname without the prefix of the API; `null` for what is no route.
 */
export async function routeMeta(method: string, pathname: string): Promise<ApiMeta | null> {
  const found = await matcher.match(method, pathname as `/${string}`);
  return (found?.procedure["~orpc"].meta as ApiMeta | undefined) ?? null;
}
