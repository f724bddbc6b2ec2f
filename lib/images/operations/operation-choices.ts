/** What operations can be told, as words of the API: apart from their schema, which no browser needs. */
export const OUTPUT_FORMATS = ["jpeg", "png", "webp", "avif"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What tells a subject from what is around it: its plain ground, or a model of the installation's own. */
export const CUT_OUT_WAYS = ["ground", "model"] as const;

/** Where a label is seen. */
export const CORNERS = ["top-left", "top-right", "bottom-left", "bottom-right"] as const;

/** What a model did to a picture: made it, changed it, or only improved it. */
export const SOURCE_KINDS = ["generated", "edited", "enhanced"] as const;
