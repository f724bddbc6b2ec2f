import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { LONGEST_RESULT } from "#lib/items/longest-result.ts";
import {
  MOST_MODEL_TOOLS,
  MOST_TOOL_ROUNDS,
  type ModelTool,
  type ModelTools,
  USUAL_TOOL_ROUNDS,
} from "#lib/templates/model-tools.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

const ATTRIBUTE = "attributes.";
const BY = ["key", "category", "gtin", "attribute"] as const;

export interface ModelToolsSettingsProps {
  tools: ModelTools | undefined;
  /** Those that there are. */
  offered: readonly OfferedTool[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}

/** Which tools the model of a step may call before it answers, and how often. */
export function ModelToolsSettings({
  tools,
  offered,
  problems,
  readOnly,
  onChange,
}: ModelToolsSettingsProps) {
  const t = useTranslations("templates.steps.tools");
  const chosen = tools?.offered ?? [];
  const limit = tools?.limit ?? USUAL_TOOL_ROUNDS;
  const put = (next: ModelTool[]) =>
    onChange({ tools: next.length > 0 ? { offered: next, limit } : undefined });
  const change = (place: number, tool: ModelTool) => put(chosen.with(place, tool));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 sm:col-span-2">
      <legend className="mb-1 font-medium">{t("title")}</legend>
      {chosen.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      {chosen.map((tool, place) => (
        <OfferedToolRow
          // biome-ignore lint/suspicious/noArrayIndexKey: what is chosen changes; places do not
          key={place}
          {...{ tool, offered, problems, readOnly }}
          number={place + 1}
          onChange={(next) => change(place, next)}
          onRemove={() => put(chosen.toSpliced(place, 1))}
        />
      ))}
      <FieldProblems problems={problems} path="tools.offered" exact />
      {readOnly || chosen.length >= MOST_MODEL_TOOLS ? null : (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus aria-hidden />}
          onClick={() => put([...chosen, firstTool(chosen, offered)])}
        >
          {chosen.length === 0 ? t("add") : t("more")}
        </Button>
      )}
      {tools ? (
        <>
          <Field label={t("limit")} hint={t("limitHint")}>
            <NumberInput
              plain
              className="w-24"
              min={1}
              max={MOST_TOOL_ROUNDS}
              step={1}
              disabled={readOnly}
              value={limit}
              onValueChange={(value) =>
                onChange({ tools: { offered: chosen, limit: value ?? USUAL_TOOL_ROUNDS } })
              }
            />
          </Field>
          <p className="text-muted text-xs">{t("tells", { chars: LONGEST_RESULT })}</p>
        </>
      ) : null}
    </fieldset>
  );
}

function OfferedToolRow({
  tool,
  number,
  offered,
  problems,
  readOnly,
  onChange,
  onRemove,
}: Pick<ModelToolsSettingsProps, "offered" | "problems" | "readOnly"> & {
  tool: ModelTool;
  number: number;
  onChange: (tool: ModelTool) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("templates.steps.tools");
  const lookUp = useTranslations("templates.steps.lookUp");
  const { purpose = "" } = tool;
  const attribute =
    tool.kind === "look-up" && tool.by.startsWith(ATTRIBUTE) ? tool.by.slice(ATTRIBUTE.length) : null;
  const value = choiceOf(tool);
  const isGone = tool.kind === "http" && tool.toolId !== "" && offered.every(({ id }) => id !== tool.toolId);
  const described = purpose === "" ? {} : { purpose };
  return (
    <div className="flex min-w-0 flex-col gap-2 border-line border-l-2 pl-3">
      <div className="flex min-w-0 items-center gap-2">
        <Select
          aria-label={t("tool", { number })}
          value={value}
          placeholder={t("choose")}
          disabled={readOnly}
          options={[
            ...offered.map(({ id, name }) => ({ value: `http ${id}`, label: name })),
            ...(isGone && value !== null ? [{ value, label: t("gone") }] : []),
            ...BY.map((by) => ({ value: by, label: `${t("lookUp")} · ${lookUp(`byOne.${by}`)}` })),
          ]}
          onValueChange={(next) => onChange({ ...toolOf(next), ...described })}
          className="min-w-0 flex-1"
        />
        {readOnly ? null : (
          <Button
            size="sm"
            variant="ghost"
            icon={<Trash2 aria-hidden />}
            aria-label={t("remove", { number })}
            onClick={onRemove}
          />
        )}
      </div>
      {attribute === null ? null : (
        <Field label={t("attribute")}>
          <Input
            value={attribute}
            disabled={readOnly}
            spellCheck={false}
            onValueChange={(text) => onChange({ kind: "look-up", by: ATTRIBUTE + text, ...described })}
          />
        </Field>
      )}
      <Field label={t("purpose")} hint={number === 1 ? t("purposeHint") : null} optional>
        <Input
          value={purpose}
          disabled={readOnly}
          maxLength={1_000}
          onValueChange={(text) => onChange({ ...tool, purpose: text === "" ? undefined : text })}
        />
      </Field>
      <FieldProblems problems={problems} path={`tools.offered.${number - 1}`} />
    </div>
  );
}

/** What stands for a tool among the choices; `null` for one that is not chosen yet. */
function choiceOf(tool: ModelTool): string | null {
  if (tool.kind === "http") return tool.toolId === "" ? null : `http ${tool.toolId}`;
  return tool.by.startsWith(ATTRIBUTE) ? "attribute" : tool.by;
}

function toolOf(value: string): ModelTool {
  if (value.startsWith("http ")) return { kind: "http", toolId: value.slice("http ".length) };
  return { kind: "look-up", by: value === "attribute" ? `${ATTRIBUTE}brand` : value };
}

// The first that is not offered yet.
function firstTool(chosen: readonly ModelTool[], offered: readonly OfferedTool[]): ModelTool {
  const isChosen = (id: string) => chosen.some((tool) => tool.kind === "http" && tool.toolId === id);
  const tool = offered.find(({ id }) => !isChosen(id));
  return tool ? { kind: "http", toolId: tool.id } : { kind: "look-up", by: "key" };
}
