import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";
import { PairFields } from "./pair-fields.tsx";

type GlossaryCheck = Extract<CheckSpec, { kind: "glossary" }>;

export interface GlossaryCheckRowProps {
  check: GlossaryCheck | undefined;
  fields: readonly string[];
  columns: readonly string[];
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}

/** The glossaries whose terms outputs must have as they are translated there. */
export function GlossaryCheckRow({ check, fields, columns, onChange, readOnly }: GlossaryCheckRowProps) {
  const t = useTranslations("templates.checks");
  const { data } = useQuery({ ...api.glossaries.list.queryOptions({ input: {} }), staleTime: 60_000 });
  const chosen = check?.glossaryIds ?? [];
  const title = t("kinds.glossary.title");
  const choose = (id: string, isOn: boolean) => {
    const glossaryIds = isOn ? [...chosen, id] : chosen.filter((other) => other !== id);
    onChange(glossaryIds.length > 0 ? { severity: "warn", ...check, kind: "glossary", glossaryIds } : null);
  };
  return (
    <li className="flex flex-col gap-1 border-line border-t pt-2">
      <div className="flex items-start justify-between gap-2">
        <p>{title}</p>
        {check ? (
          <CheckSeverity
            of={title}
            value={check.severity}
            disabled={readOnly}
            onChange={(severity) => onChange({ ...check, severity })}
          />
        ) : null}
      </div>
      <p className="text-muted text-xs">{t("kinds.glossary.hint")}</p>
      {data && data.items.length === 0 ? (
        <p className="text-muted text-xs">
          {t("noGlossaries")}{" "}
          <TextLink href="/settings/glossaries" className="underline">
            {t("toGlossaries")}
          </TextLink>
        </p>
      ) : null}
      {data?.items.map(({ id, name, entries }) => (
        <Checkbox
          key={id}
          label={name}
          hint={t("glossaryFacts", { count: entries })}
          checked={chosen.includes(id)}
          disabled={readOnly}
          onCheckedChange={(isOn) => choose(id, isOn)}
        />
      ))}
      {check ? (
        <>
          <p className="text-muted text-xs">{t("pairsHint")}</p>
          <PairFields
            of={title}
            pairs={check.pairs ?? []}
            fields={fields}
            columns={columns}
            readOnly={readOnly}
            onChange={(pairs) => onChange(withPairs(check, pairs))}
          />
        </>
      ) : null}
    </li>
  );
}

function withPairs(check: GlossaryCheck, pairs: NonNullable<GlossaryCheck["pairs"]>): CheckSpec {
  const { pairs: _, ...whole } = check;
  return pairs.length > 0 ? { ...whole, pairs } : whole;
}
