/** "hidden" once this person closed the first-run checklist. */
export const checklistCookie = "checklist";

/** Set once this person followed the checklist to the spend page; looking leaves no other trace. */
export const spendSeenCookie = "spend-seen";
