/** Nobody's address: the member behind ADMIN_API_TOKEN has no password and cannot sign in. */
export const ENV_MEMBER_EMAIL = "api@presswork.local";

/** Whether an e-mail is that of the member behind ADMIN_API_TOKEN, however it is written. */
export function isEnvMember(email: string): boolean {
  return email.trim().toLowerCase() === ENV_MEMBER_EMAIL;
}
