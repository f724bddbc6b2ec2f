import type { Role } from "./role.ts";

/** Who acts: a member through a browser session, an API token, or the system itself. */
export interface Actor {
  memberId: string;
  name: string;
  roles: readonly Role[];
  via: "session" | "token" | "system";
}
