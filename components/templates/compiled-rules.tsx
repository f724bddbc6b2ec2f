import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { compileSection } from "#lib/templates/compile-rules.ts";
import { SECTIONS, type Section } from "#lib/templates/section.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import type { Problem } from "./template-view.ts";

export interface CompiledRulesProps {
  body: TemplateBody;
  problems: Problem[];
  readOnly: boolean;
  onTakeOver: (part: Pick<TemplateBody, "sections" | "rules">) => void;
}

/** The Liquid that a template's rules are; an author may go on with it by hand. */
export function CompiledRules({ body, problems, readOnly, onTakeOver }: CompiledRulesProps) {
  const t = useTranslations("templates");
  const { sections, rules } = body;
  const takeOver = (section: Section, text: string) =>
    onTakeOver({
      sections: { ...sections, [section]: text },
      rules: rules.filter((rule) => rule.section !== section),
    });
  // What is wrong with a rule can be mended in its form alone.
  const isWrong = problems.some(
    ({ severity, place }) =>
      severity === "error" && (place?.kind === "text" || place?.path.startsWith("rules.")),
  );
  return (
    <div className="border-line border-t py-1">
      <Disclosure label={<span className="text-muted">{t("rules.compiled")}</span>}>
        <div className="flex flex-col gap-4">
          {SECTIONS.filter((section) => rules.some((rule) => rule.section === section)).map((section) => {
            const { text } = compileSection(section, body);
            return (
              <section
                key={section}
                aria-label={t("rules.compiledOf", { section: t(`sections.${section}.title`) })}
                className="flex min-w-0 flex-col gap-2"
              >
                <h4 className="font-medium text-xs">{t(`sections.${section}.title`)}</h4>
                <Code block className="max-h-80">
                  {text}
                </Code>
                {readOnly ? null : (
                  <div className="flex flex-wrap items-center gap-2">
                    <Button size="sm" disabled={isWrong} onClick={() => takeOver(section, text)}>
                      {t("rules.takeOver")}
                    </Button>
                    <span className="text-muted text-xs">{t("rules.takeOverHint")}</span>
                  </div>
                )}
              </section>
            );
          })}
        </div>
      </Disclosure>
    </div>
  );
}
