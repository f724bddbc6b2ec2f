/** The key, in reports and filters of spend, of what belongs to no team or was made in no language. */
export const NO_KEY = "-";
