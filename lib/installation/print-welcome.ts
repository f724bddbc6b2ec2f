import type { Env } from "#lib/env.ts";
import type { SampleMember } from "./demo/seed-demo.ts";
import type { Installation } from "./open-installation.ts";

interface Welcome {
  url: string;
  firstAdmin: Installation["firstAdmin"];
  sampleMembers: SampleMember[];
  env: Env;
}

/** Prints where the console is and, once, how to sign in for the first time. */
export function printWelcome({ url, firstAdmin, sampleMembers, env }: Welcome): void {
  const lines = [``, `  Presswork is at ${url}`];
  if (firstAdmin?.password) {
    lines.push(``, `  First sign-in (shown once):`, `    ${firstAdmin.email}  ${firstAdmin.password}`);
  }
  if (sampleMembers.length > 0) lines.push(``, `  Sample members (shown once):`);
  for (const { email, password, roles } of sampleMembers)
    lines.push(`    ${email}  ${password}  (${roles.join(", ")})`);
  if (env.embedded) lines.push(``, `  Data is kept in ${env.DATA_DIR}`);
  process.stdout.write(`${lines.join("\n")}\n\n`);
}
