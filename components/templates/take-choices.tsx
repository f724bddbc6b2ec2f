"use client";
import { useQuery } from "@tanstack/react-query";
import { ListPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Popover } from "#components/ui/popover.tsx";

/** As many as a field of choices has. */
const MOST_CHOICES = 200;
const CHANNELS_OFFERED = 200;

/** Gives a field of choices what a column of a channel's workbook allows. */
export function TakeChoices({ onTake }: { onTake: (choices: string[]) => void }) {
  const t = useTranslations("templates.outputs");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      title={t("takeChoices")}
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button size="sm" icon={<ListPlus aria-hidden />}>
          {t("takeChoices")}
        </Button>
      }
    >
      {isOpen ? (
        <ColumnChoice
          onTake={(choices) => {
            onTake(choices);
            setIsOpen(false);
          }}
        />
      ) : null}
    </Popover>
  );
}

function ColumnChoice({ onTake }: { onTake: (choices: string[]) => void }) {
  const t = useTranslations("templates.outputs");
  const [chosen, setChosen] = useState<string | null>(null);
  const [column, setColumn] = useState<string | null>(null);
  const channels = useQuery(api.channels.list.queryOptions({ input: { limit: CHANNELS_OFFERED } }));
  const workbooks = channels.data?.items.filter(({ kind }) => kind === "workbook") ?? [];
  const channelId = chosen ?? workbooks[0]?.id ?? null;
  const { data } = useQuery({
    ...api.channels.columns.queryOptions({ input: { id: channelId ?? "" } }),
    enabled: channelId !== null,
  });
  const lists = data?.columns.flatMap(({ name, rule }) => (rule?.kind === "list" ? [{ name, rule }] : []));
  const rule = lists?.find(({ name }) => name === column)?.rule;
  const isTooLong = rule !== undefined && rule.valueCount > MOST_CHOICES;
  if (channels.data && workbooks.length === 0)
    return <p className="p-3 text-muted">{t("takeChoicesNoChannel")}</p>;
  return (
    <div className="flex flex-col gap-2 p-3">
      <Combobox
        required
        aria-label={t("takeChoicesChannel")}
        placeholder={t("takeChoicesChannel")}
        value={channelId}
        options={workbooks.map(({ id, name }) => ({ value: id, label: name }))}
        onValueChange={(id) => {
          setChosen(id);
          setColumn(null);
        }}
      />
      <Combobox
        aria-label={t("takeChoicesColumn")}
        placeholder={t("takeChoicesColumn")}
        value={column}
        options={(lists ?? []).map((list) => ({
          value: list.name,
          label: list.name,
          hint: t("takeChoicesCount", { count: list.rule.valueCount }),
        }))}
        onValueChange={setColumn}
      />
      {lists?.length === 0 ? <p className="text-muted text-xs">{t("takeChoicesNone")}</p> : null}
      {isTooLong ? (
        <p className="text-danger-text text-xs">{t("takeChoicesTooMany", { most: MOST_CHOICES })}</p>
      ) : null}
      {rule ? <p className="line-clamp-3 break-words text-muted text-xs">{rule.values.join(" · ")}</p> : null}
      <Button
        variant="primary"
        disabled={!rule || isTooLong}
        onClick={() => rule && onTake([...new Set(rule.values.map((value) => value.trim()))])}
      >
        {t("takeChoicesDo")}
      </Button>
    </div>
  );
}
