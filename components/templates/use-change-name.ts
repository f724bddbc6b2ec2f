import { useTranslations } from "next-intl";
import type { Change } from "#lib/templates/changes.ts";
import type { Section } from "#lib/templates/section.ts";

/** Names a part of a template that changed: its kind, its name, and whether it came or went. */
export function useChangeName(): (change: Change) => string {
  const t = useTranslations("templates");
  const words = useTranslations("images.operation");
  const stepChange = (path: string, before: unknown) => {
    const [name = "", part, section] = path.split(".");
    if (path === "order" && Array.isArray(before)) return t("changes.steps.order");
    if (part === undefined)
      return t(before === undefined ? "changes.steps.added" : "changes.steps.removed", { name });
    const what = part === "sections" ? t(`sections.${section as Section}.title`) : partName(part);
    return t("changes.steps.changed", { name, part: what });
  };
  const partName = (part: string) => {
    if (part === "outputs") return t("outputs.title");
    if (part === "when") return t("steps.condition");
    if (part === "kind") return t("steps.kind.title");
    if (part === "toolId") return t("steps.http.tool");
    if (part === "inputs") return t("steps.http.inputs");
    if (part === "by" || part === "query" || part === "limit" || part === "except")
      return t(`steps.lookUp.${part}`);
    if (part === "source" || part === "field") return t(`steps.picture.${part}`);
    if (part === "operations") return words("title");
    return t(part === "modelId" ? "steps.model" : "steps.parameters");
  };
  return ({ path, before, after }) => {
    const [kind = "", name = ""] = [path.split(".", 1)[0], path.slice(path.indexOf(".") + 1)];
    if (kind === "sections") return t(`sections.${name as Section}.title`);
    if (kind === "languages") return t("languages.title");
    if (kind === "languageOverrides") return t("languages.overrides");
    if (kind === "glossaryIds") return t("glossaries.title");
    if (kind === "memory") return t("memory.title");
    if (kind === "rules") return t("rules.title");
    if (kind === "snippets") return t("changes.snippet", { name });
    if (kind === "checks") return t("checks.title");
    if (kind === "evaluators") return t("evaluators.title");
    if (kind === "result") return t("steps.result");
    if (kind === "steps") return stepChange(name, before);
    const list = kind === "inputs" ? "inputs" : "outputs";
    if (name === "order" && Array.isArray(before)) return t(`changes.${list}.order`);
    if (before === undefined) return t(`changes.${list}.added`, { name });
    if (after === undefined) return t(`changes.${list}.removed`, { name });
    return t(`changes.${list}.changed`, { name });
  };
}
