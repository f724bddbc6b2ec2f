import { attributes } from "./attributes.ts";
import { copy } from "./copy.ts";
import { faq } from "./faq.ts";
import { pictureDescription } from "./picture-description.ts";
import { safetyRewrite } from "./safety-rewrite.ts";
import { sellingPoints } from "./selling-points.ts";
import type { Starter } from "./starter.ts";
import { titleTranslation } from "./title-translation.ts";

/** What /templates/new offers, the plainest first. */
export const STARTERS: readonly Starter[] = [
  copy,
  sellingPoints,
  faq,
  attributes,
  titleTranslation,
  pictureDescription,
  safetyRewrite,
];
