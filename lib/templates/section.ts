/** The named parts of a template, in the order they are written and sent. */
export const SECTIONS = [
  "role",
  "instruction",
  "context",
  "inputData",
  "examples",
  "requirements",
  "outputIndicator",
] as const;

export type Section = (typeof SECTIONS)[number];

/** Every section's Liquid text; "" for one that is not used. */
export type Sections = Record<Section, string>;

/** Of a template that writes none of them. */
export const EMPTY_SECTIONS: Sections = {
  role: "",
  instruction: "",
  context: "",
  inputData: "",
  examples: "",
  requirements: "",
  outputIndicator: "",
};

export const MAX_SECTION_CHARS = 50_000;
