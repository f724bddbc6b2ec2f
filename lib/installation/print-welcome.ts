import type { Env } from "#lib/env.ts";
import type { Installation } from "./open-installation.ts";

interface Welcome {
  url: string;
  firstAdmin: Installation["firstAdmin"];
  env: Env;
}

/** Prints where the console is and, once, how to sign in for the first time. */
export function printWelcome({ url, firstAdmin, env }: Welcome): void {
  const lines = [``, `  Presswork is at ${url}`];
  if (firstAdmin?.password) {
    lines.push(``, `  First sign-in (shown once):`, `    ${firstAdmin.email}  ${firstAdmin.password}`);
  }
  if (env.embedded) lines.push(``, `  Data is kept in ${env.DATA_DIR}`);
  process.stdout.write(`${lines.join("\n")}\n\n`);
}
