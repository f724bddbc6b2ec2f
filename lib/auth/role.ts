/** What a person does here; one person may hold several. */
export const ROLES = ["operator", "reviewer", "manager", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** Whether a string names a role. */
export function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}
