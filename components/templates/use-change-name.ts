import { useTranslations } from "next-intl";
import type { Change } from "#lib/templates/changes.ts";
import type { Section } from "#lib/templates/section.ts";

/** Names a part of a template that changed: its kind, its name, and whether it came or went. */
export function useChangeName(): (change: Change) => string {
  const t = useTranslations("templates");
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
    const list = kind === "inputs" ? "inputs" : "outputs";
    if (name === "order" && Array.isArray(before)) return t(`changes.${list}.order`);
    if (before === undefined) return t(`changes.${list}.added`, { name });
    if (after === undefined) return t(`changes.${list}.removed`, { name });
    return t(`changes.${list}.changed`, { name });
  };
}
