import { type AnyContractProcedure, isContractProcedure } from "@orpc/contract";
import { unlazyRouter } from "@orpc/server";
import { router } from "./router.ts";

/** What the browser's client needs of the routes, by their names: how and where each is called, not what it says of itself. */
export async function browserRoutes(): Promise<object> {
  return called(await unlazyRouter(router));
}

function called(routes: object): object {
  if (isContractProcedure(routes)) return calledProcedure(routes);
  return Object.fromEntries(Object.entries(routes).map(([name, below]) => [name, called(below)]));
}

function calledProcedure({ "~orpc": { route } }: AnyContractProcedure): object {
  const { method, path, inputStructure, outputStructure } = route;
  return { "~orpc": { errorMap: {}, meta: {}, route: { method, path, inputStructure, outputStructure } } };
}
