import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RouteOf } from "#lib/observability/observe-requests.ts";
import { projectDir } from "./build-if-needed.ts";

/** The patterns of the built screens. What is compiled as it is asked for has none: `(page)`. */
export async function readRoutePatterns(): Promise<RouteOf> {
  const routes = await readFile(join(projectDir, ".next", "app-path-routes-manifest.json"), "utf8").catch(
    () => null,
  );
  return routes === null ? () => "(page)" : routeMatcher(Object.values(JSON.parse(routes) as object));
}

/** Finds the pattern of an address among these; fixed ones come before those with a place for anything. */
export function routeMatcher(patterns: readonly string[]): RouteOf {
  const matchers = [...new Set(patterns)]
    .sort((a, b) => a.split("[").length - b.split("[").length)
    .map((pattern) => ({ pattern, fits: new RegExp(`^${expressionOf(pattern)}$`) }));
  return (pathname) => {
    if (pathname.startsWith("/_next/")) return "/_next/*";
    return matchers.find(({ fits }) => fits.test(pathname))?.pattern ?? "(other)";
  };
}

function expressionOf(pattern: string): string {
  return pattern
    .split("/")
    .map((part) => {
      if (part.startsWith("[...") || part.startsWith("[[...")) return ".+";
      return part.startsWith("[") ? "[^/]+" : part.replace(/[.*+?^${}()|\\]/g, "\\$&");
    })
    .join("/");
}
