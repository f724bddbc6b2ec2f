"use client";
import { useMutation } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { client, problemOf } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import type { Tool } from "./tool-draft.ts";

type Result = Awaited<ReturnType<typeof client.tools.test>>;

/** Calls a tool once, as it is saved, with what somebody fills in, and shows what came of it. */
export function ToolTest({ tool: { id, inputSchema } }: { tool: Pick<Tool, "id" | "inputSchema"> }) {
  const t = useTranslations("tools.test");
  const errors = useTranslations("errors");
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const test = useMutation({ mutationFn: () => client.tools.test({ id, inputs }) });
  const problem = test.error ? (problemOf(test.error)?.detail ?? errors("offline")) : null;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    test.mutate();
  }

  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("title")}</h3>
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        {Object.keys(inputSchema.properties).map((name) => (
          <Field
            key={name}
            label={<span className="font-mono text-xs">{name}</span>}
            optional={!inputSchema.required.includes(name)}
            className="w-full"
          >
            <Input
              value={inputs[name] ?? ""}
              autoComplete="off"
              spellCheck={false}
              onValueChange={(text) => setInputs({ ...inputs, [name]: text })}
            />
          </Field>
        ))}
        <Button type="submit" icon={<Play aria-hidden />} loading={test.isPending}>
          {t("run")}
        </Button>
      </form>
      <div role="status" className="mt-3">
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
        {test.data ? <TestResult result={test.data} /> : null}
      </div>
    </section>
  );
}

function TestResult({ result: { status, sent, fields, httpStatus, ms, failure } }: { result: Result }) {
  const t = useTranslations("tools.test");
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <StateBadge tone={status === "ok" ? "success" : "danger"}>{t(status)}</StateBadge>
        {httpStatus === null ? null : (
          <span className="figures text-muted text-xs">{`HTTP ${httpStatus}`}</span>
        )}
        {ms === null ? null : <Duration ms={ms} />}
      </div>
      {failure ? <p className="break-words text-danger-text">{failure.message}</p> : null}
      {sent ? (
        <>
          <h4 className="font-medium text-muted text-xs">{t("sent")}</h4>
          <pre className="whitespace-pre-wrap break-all font-mono text-xs leading-5">
            {`${sent.method} ${sent.url}`}
            {sent.body === null ? "" : `\n\n${sent.body}`}
          </pre>
        </>
      ) : null}
      {fields ? (
        <>
          <h4 className="font-medium text-muted text-xs">{t("fields")}</h4>
          <div className="max-h-80 overflow-auto break-words text-xs">
            <StructuredValue value={fields} />
          </div>
        </>
      ) : null}
    </div>
  );
}
