"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";

type Row = Awaited<ReturnType<typeof client.datasets.leftOutRow>>;

interface LeftOutPanelProps {
  id: string;
  sourceRow: number;
  mayWrite: boolean;
  onClose: () => void;
}

/** A row that was left out, with what is wrong at each value, to be corrected by hand. */
export function LeftOutPanel(props: LeftOutPanelProps) {
  const { id, sourceRow, onClose } = props;
  const t = useTranslations("datasets.leftOutRow");
  const row = useQuery({
    ...api.datasets.leftOutRow.queryOptions({ input: { id, sourceRow } }),
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (row.data) return <RowForm {...props} row={row.data} />;
  return (
    <SidePanel title={t("title", { row: sourceRow })} onClose={onClose}>
      {row.error ? <ProblemCallout error={row.error} /> : <Skeleton className="h-60 w-full" />}
    </SidePanel>
  );
}

function RowForm({ id, sourceRow, mayWrite, onClose, row }: LeftOutPanelProps & { row: Row }) {
  const t = useTranslations("datasets.leftOutRow");
  const formId = useId();
  const [written, setWritten] = useState(row.values);
  const [errors, setErrors] = useState(row.errors);
  const correct = useChange(client.datasets.correct, { touches: [api.datasets.key()] });
  const ofRow = errors.filter(({ column }) => column === "");
  const isChanged = Object.keys(written).some((name) => written[name] !== row.values[name]);
  return (
    <SidePanel
      title={t("title", { row: sourceRow })}
      onClose={onClose}
      footer={
        mayWrite ? (
          <FormButtons
            formId={formId}
            label={t("submit")}
            pending={correct.pending}
            disabled={!isChanged && ofRow.length === 0}
            onCancel={onClose}
          />
        ) : null
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          correct.run({ id, sourceRow, values: written }, (answer) => {
            if (!answer.taken) return setErrors(answer.errors);
            showToast({ title: t("taken") });
            onClose();
          });
        }}
      >
        <p className="text-muted">{t("hint")}</p>
        {correct.problem ? <Callout tone="danger">{correct.problem}</Callout> : null}
        {ofRow.map(({ rule, message, value }) => (
          <Callout key={rule} tone="warning" title={message}>
            {value}
          </Callout>
        ))}
        {Object.entries(written).map(([name, value]) => (
          <Field
            key={name}
            label={name}
            error={errors
              .filter(({ column }) => column === name)
              .map(({ message }) => message)
              .join(" ")}
          >
            <Textarea
              rows={1}
              autoGrow
              value={value}
              readOnly={!mayWrite}
              onChange={(event) => setWritten({ ...written, [name]: event.target.value })}
            />
          </Field>
        ))}
      </form>
    </SidePanel>
  );
}
