import type { Role } from "./role.ts";

/** Who acts: a member through a browser session, an API token or a schedule of theirs, or the system itself. */
export interface Actor {
  memberId: string;
  name: string;
  roles: readonly Role[];
  via: "session" | "token" | "schedule" | "system";
  /** The signed-in browser, where there is one. */
  sessionId?: string;
}

/** The installation itself, for what it does at its start. It has no roles: it never passes through `can`. */
export const systemActor: Actor = {
  memberId: "00000000-0000-0000-0000-000000000000",
  name: "Presswork",
  roles: [],
  via: "system",
};
