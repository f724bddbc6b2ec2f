import type { Role } from "#lib/auth/role.ts";

/** Who is signed in, as the shell shows it. */
export interface Person {
  name: string;
  roles: readonly Role[];
}
