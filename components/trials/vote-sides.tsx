"use client";
import { useTranslations } from "next-intl";
import { MadePicture } from "#components/images/made-picture.tsx";
import { RowPictures } from "#components/templates/shown-pictures.tsx";
import { Card } from "#components/ui/card.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { isPictureValue } from "#lib/templates/output-text.ts";
import type { Ballot } from "./trial-answers.ts";

/** The two outputs side by side, without a word of who wrote them, and the row below. */
export function VoteSides({ ballot }: { ballot: Ballot }) {
  const t = useTranslations("trials.votes.page");
  const language = ballot.cell?.language;
  return (
    <>
      <div className="grid gap-3 md:grid-cols-2">
        <Card title={t("left")}>
          <Fields values={ballot.left ?? {}} language={language} />
        </Card>
        <Card title={t("right")}>
          <Fields values={ballot.right ?? {}} language={language} />
        </Card>
      </div>
      <Card title={t("source")} className="mt-3">
        <Fields values={filled(ballot.source ?? {})} language={undefined} />
        <RowPictures values={ballot.source ?? {}} />
      </Card>
    </>
  );
}

function Fields({ values, language }: { values: Record<string, unknown>; language: string | undefined }) {
  return (
    <dl className="grid gap-2" lang={language}>
      {Object.entries(values).map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-faint text-xs">{name}</dt>
          <dd className="min-w-0 break-words [line-break:strict]">
            {isPictureValue(value) ? <MadePicture assetId={value} /> : <StructuredValue value={value} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function filled(source: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
}
