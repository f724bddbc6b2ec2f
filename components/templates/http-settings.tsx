import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { bindByName } from "#lib/templates/bind-inputs.ts";
import { fieldsToOffer } from "#lib/templates/step-fields.ts";
import type { HttpStep, InputColumn, TemplateStep } from "#lib/templates/template.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

const NOTHING = "none";

export interface HttpSettingsProps {
  step: HttpStep;
  inputs: InputColumn[];
  earlier: readonly TemplateStep[];
  tools: readonly OfferedTool[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}

/** Which tool a step calls, and what each of its inputs is. */
export function HttpSettings({
  step,
  inputs,
  earlier,
  tools,
  problems,
  readOnly,
  onChange,
}: HttpSettingsProps) {
  const t = useTranslations("templates.steps.http");
  const tool = tools.find(({ id }) => id === step.toolId);
  const choose = (id: string) => {
    const next = tools.find((one) => one.id === id);
    onChange({ toolId: id, inputs: next ? bindByName(next.inputSchema, inputs, earlier) : {} });
  };
  const gone = step.toolId !== "" && !tool ? [{ value: step.toolId, label: t("gone") }] : [];
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={t("tool")} group>
          <Select
            aria-label={t("tool")}
            value={step.toolId === "" ? null : step.toolId}
            placeholder={t("choose")}
            disabled={readOnly || tools.length === 0}
            options={[...tools.map(({ id, name }) => ({ value: id, label: name })), ...gone]}
            onValueChange={choose}
            className="w-full min-w-0"
          />
        </Field>
        <FieldProblems problems={problems} path="toolId" />
      </div>
      {tools.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {t("none")}
        </Callout>
      ) : null}
      {tool ? <Bindings {...{ step, tool, inputs, earlier, problems, readOnly, onChange }} /> : null}
      <p className="text-muted text-xs sm:col-span-2">{t("read", { name: step.name || "…" })}</p>
    </>
  );
}

function Bindings({
  step,
  tool,
  inputs,
  earlier,
  problems,
  readOnly,
  onChange,
}: Omit<HttpSettingsProps, "tools"> & { tool: OfferedTool }) {
  const t = useTranslations("templates.steps.http");
  const { properties, required } = tool.inputSchema;
  const offered = [
    ...inputs.map(({ name }) => name),
    "language",
    ...earlier.flatMap((one) => fieldsToOffer(one).map((field) => `steps.${one.name}.${field}`)),
  ];
  const names = Object.keys(properties);
  if (names.length === 0) return <p className="text-muted sm:col-span-2">{t("noInputs")}</p>;
  return (
    <fieldset className="min-w-0 sm:col-span-2">
      <legend className="mb-1 font-medium">{t("inputs")}</legend>
      <ul className="flex flex-col gap-2">
        {names.map((property) => {
          const source = step.inputs[property] ?? "";
          const isOffered = source === "" || offered.includes(source);
          return (
            <li key={property} className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="w-32 min-w-0 truncate font-mono text-xs" title={property}>
                  {property}
                  {required.includes(property) ? (
                    <span className="text-danger-text" title={t("required")}>
                      {" *"}
                    </span>
                  ) : null}
                </span>
                <Select
                  size="sm"
                  aria-label={t("inputOf", { input: property })}
                  value={source === "" ? NOTHING : source}
                  disabled={readOnly}
                  options={[
                    { value: NOTHING, label: t("nothing") },
                    ...offered.map((value) => ({
                      value,
                      label: value === "language" ? t("language") : value,
                    })),
                    ...(isOffered ? [] : [{ value: source, label: source }]),
                  ]}
                  onValueChange={(value) =>
                    onChange({
                      inputs: { ...step.inputs, [property]: value === NOTHING ? "" : value },
                    })
                  }
                  className="min-w-0 flex-1"
                />
              </div>
              {properties[property]?.description ? (
                <p className="text-muted text-xs">{properties[property].description}</p>
              ) : null}
              <FieldProblems problems={problems} path={`inputs.${property}`} />
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
