/** The names that a version of a template can be given, each to one version at a time. */
export const LABELS = ["production"] as const;

export type Label = (typeof LABELS)[number];
