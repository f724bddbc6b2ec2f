import type { Role } from "./role.ts";

/** Who acts: a member through a browser session, an API token or a schedule of theirs, or while signing in; or the system itself. */
export interface Actor {
  memberId: string;
  name: string;
  roles: readonly Role[];
  via: "session" | "token" | "schedule" | "oidc" | "system";
  /** The signed-in browser, where there is one. */
  sessionId?: string;
  /** The API token, where they act by one; its name as people know it: how it begins, and what it is for. */
  token?: { id: string; name: string };
  /** Where their request came from, where there is one. */
  address?: string;
}

/** The installation itself, for what it does at its start. It has no roles: it never passes through `can`. */
export const systemActor: Actor = {
  memberId: "00000000-0000-0000-0000-000000000000",
  name: "Presswork",
  roles: [],
  via: "system",
};
