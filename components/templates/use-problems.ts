"use client";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo } from "react";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import type { OfferedDataset } from "#lib/templates/offers.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import type { Problem } from "./template-view.ts";

/**
 * What is wrong with what is in the editor, found in the browser, in the reader's language.
 * @param datasets all that there are; undefined where there may be more.
 */
export function useProblems(
  body: TemplateBody,
  tools: readonly OfferedTool[],
  collections: readonly OfferedCollection[],
  datasets: readonly OfferedDataset[] | undefined,
): Problem[] {
  const t = useTranslations("templates");
  const settled = useDeferredValue(body);
  return useMemo(
    () =>
      checkTemplate(settled, { tools, collections, ...(datasets && { datasets }) }).map(
        ({ severity, code, params, place }) => ({
          severity,
          code,
          message: t(`errors.${code}` as "errors.template_syntax", params),
          place,
        }),
      ),
    [settled, tools, collections, datasets, t],
  );
}
