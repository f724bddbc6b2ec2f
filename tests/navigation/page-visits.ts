import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";

const NOWHERE = "01a2045f-4a30-710f-a4ed-3e569e45202e";

/** Every page of the product by its file under app, and the addresses that show it: filled, empty, and with what opens beside it. */
export function visitsOf(filled: FilledConsole): Record<string, string[]> {
  const { dataset, template, versions, trial, batch, upload, provider, model, member } = filled;
  return {
    "(console)/page.tsx": ["/"],
    "(console)/templates/page.tsx": ["/templates", "/templates?q=nothing+is+called+this"],
    "(console)/templates/new/page.tsx": ["/templates/new"],
    "(console)/templates/[id]/page.tsx": [`/templates/${template}`, `/templates/${NOWHERE}`],
    "(console)/templates/[id]/compare/page.tsx": [
      `/templates/${template}/compare?from=${versions[0]}&to=${versions[1]}`,
    ],
    "(console)/datasets/page.tsx": ["/datasets", "/datasets?q=nothing+is+called+this"],
    "(console)/datasets/new/page.tsx": [
      "/datasets/new",
      `/datasets/new?step=match&upload=${upload}`,
      `/datasets/new?step=fix&upload=${upload}`,
    ],
    "(console)/datasets/[id]/page.tsx": [
      `/datasets/${dataset}`,
      `/datasets/${dataset}?row=3`,
      `/datasets/${dataset}?view=columns`,
      `/datasets/${NOWHERE}`,
    ],
    "(console)/trials/page.tsx": ["/trials", `/trials?datasetId=${NOWHERE}`],
    "(console)/trials/new/page.tsx": [
      "/trials/new",
      `/trials/new?datasetId=${dataset}&templateVersionId=${versions[0]}`,
    ],
    "(console)/trials/[id]/page.tsx": [`/trials/${trial}`],
    "(console)/batches/page.tsx": ["/batches", "/batches?status=failed"],
    "(console)/batches/new/page.tsx": ["/batches/new", `/batches/new?trialId=${trial}&variant=0`],
    "(console)/batches/[id]/page.tsx": [
      `/batches/${batch}`,
      `/batches/${batch}?item=1`,
      `/batches/${batch}?state=failed`,
    ],
    "(console)/batches/schedules/page.tsx": ["/batches/schedules"],
    "(console)/review/page.tsx": [`/review?batchId=${batch}`, `/review?batchId=${NOWHERE}`],
    "(console)/review/queue/page.tsx": ["/review/queue"],
    "(console)/published/page.tsx": ["/published", `/published?batchId=${NOWHERE}`],
    "(console)/published/new/page.tsx": ["/published/new", `/published/new?batchId=${batch}`],
    "(console)/spend/page.tsx": [
      "/spend",
      "/spend?groupBy=person",
      "/spend?range=custom&from=2020-01-01&to=2020-01-31",
    ],
    "(console)/spend/ledger/page.tsx": ["/spend/ledger", "/spend/ledger?outcome=timeout"],
    "(console)/settings/models/page.tsx": [
      "/settings/models",
      "/settings/models?provider=new",
      `/settings/models?provider=${provider}`,
      `/settings/models?model=${model}`,
    ],
    "(console)/settings/members/page.tsx": [
      "/settings/members",
      `/settings/members?member=${member}`,
      "/settings/members?q=nobody+is+called+this",
    ],
    "(console)/settings/tokens/page.tsx": ["/settings/tokens"],
    "(console)/settings/audit/page.tsx": ["/settings/audit", "/settings/audit?targetId=nothing"],
    "(console)/settings/account/page.tsx": ["/settings/account"],
    "(sign-in)/sign-in/page.tsx": ["/sign-in", "/sign-in?error=oidc_unknown_member"],
    "api/docs/page.tsx": ["/api/docs"],
  };
}

/** The page files that there are. */
export function pageFiles(): string[] {
  return readdirSync(join(projectDir, "app"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /(^|\/)page\.tsx$/.test(file));
}
