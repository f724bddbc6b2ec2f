import { sql } from "drizzle-orm";
import postgres from "postgres";
import { type Database, setDatabase } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { newId } from "#lib/new-id.ts";
import { encodeCursor } from "#lib/page.ts";
import { post } from "#tests/fixtures/console.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";
import { percentile, signIn, timeAnswers } from "./answer-times.ts";
import { above, isSmall, report } from "./report.ts";

// Server time of what people open most, with five million items in one batch, against the health check of the same
// server.
const ITEMS = isSmall ? 100_000 : 5_000_000;
const DEEP = encodeCursor([String(Math.floor(ITEMS * 0.8))]);
/** The ledger is filled with as much as its pages could show in a day. */
const ENTRIES = Math.min(ITEMS, 500_000);
const GOAL_MS = 100;
/** Of what looks through all outputs for those of a filter. */
const FILTER_GOAL_MS = 300;
const ROUNDS = 60;
const CLAIM_GOAL_MS = 50;
/** Parts of the queue that a claim can be narrowed to; the last has nothing to hand out. */
const QUEUES: [string, object][] = [
  ["the whole queue", {}],
  ["blocked", { risk: "block" }],
  ["warned of", { risk: "warn" }],
  ["clean", { risk: "clean" }],
  ["one language", { language: "de" }],
  ["one language, blocked", { language: "de", risk: "block" }],
  ["a language with nothing", { language: "ja" }],
];

await buildIfNeeded();
const server = launchPostgres();
if (!server) {
  process.stdout.write("No PostgreSQL on this machine: skipped.\n");
  process.exit(0);
}
try {
  const admin = postgres(server.url, { max: 1 });
  await admin`create database pages`;
  await admin.end();
  const url = server.url.replace(/postgres$/, "pages");
  const database = await openDatabase({ url });
  const batchId = await fill(database);
  setDatabase(undefined);
  await database.close();
  const secrets = {
    AUTH_SECRET: "bench-secret-bench-secret-bench-secret",
    ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
  };
  const app = await startConsole({ env: { DATABASE_URL: url, ...secrets } });
  await measure(app, batchId);
  await app.stop();
} finally {
  server.stop();
}

async function measure(app: Console, batchId: string): Promise<void> {
  const cookie = await signIn(app);
  const page = (path: string) => () => fetch(`${app.url}${path}`, { headers: { cookie } });
  const call = (path: string) => () => app.api(path);
  const found = (filter: Record<string, string>) =>
    call(`/outputs?${new URLSearchParams({ limit: "50", ...filter })}`);
  const targets: [string, () => Promise<Response>, number?][] = [
    ["GET /api/health (baseline)", () => fetch(`${app.url}/api/health`)],
    ["page: home", page("/")],
    ["page: batches", page("/batches")],
    ["page: batch monitor", page(`/batches/${batchId}`)],
    ["page: review", page(`/review?batchId=${batchId}`)],
    ["page: spend", page("/spend")],
    ["API: batch", call(`/batches/${batchId}`)],
    ["API: items, first page", call(`/batches/${batchId}/items?limit=50`)],
    ["API: items, failed", call(`/batches/${batchId}/items?limit=50&state=failed`)],
    ["API: items, deep inside", call(`/batches/${batchId}/items?limit=50&state=failed&cursor=${DEEP}`)],
    ["API: review claim of 20", () => app.api("/review/claims", post({ batchId, limit: 20 }))],
    ...QUEUES.map(
      ([name, filter]) =>
        [
          `API: review claim of 10, ${name}`,
          () => app.api("/review/claims", post({ batchId, limit: 10, ...filter })),
          CLAIM_GOAL_MS,
        ] as [string, () => Promise<Response>, number],
    ),
    ["API: ledger of the batch", call(`/batches/${batchId}/attempts?limit=50`)],
    ["API: spend by day", call("/spend?groupBy=day")],
    ["page: outputs", page("/outputs")],
    ["API: outputs, deep inside", found({ cursor: encodeCursor([batchId, Math.floor(ITEMS * 0.8)]) })],
    ["API: outputs, rejected", found({ state: "rejected" }), FILTER_GOAL_MS],
    ["API: outputs, rejected for a rare reason", found({ reason: "wrong_picture" }), FILTER_GOAL_MS],
    ["API: outputs, blocked", found({ verdict: "block" }), FILTER_GOAL_MS],
    ["API: outputs, text of nearly all", found({ q: "perfume" }), FILTER_GOAL_MS],
    ["API: outputs, text of one", found({ q: String(Math.floor(ITEMS / 3)) }), FILTER_GOAL_MS],
    ["API: outputs, Chinese text of few", found({ q: "琥珀之夜" }), FILTER_GOAL_MS],
    ["API: outputs, text of none", found({ q: "nothinglikethis" }), FILTER_GOAL_MS],
    [
      "API: outputs, text of nearly all and a state",
      found({ q: "perfume", state: "rejected" }),
      FILTER_GOAL_MS,
    ],
    ["API: outputs, text of half and a state", found({ q: "月光", state: "rejected" }), FILTER_GOAL_MS],
    ["page: quality", page("/quality?range=90d")],
  ];
  let baseline = 0;
  for (const [name, ask, goalMs = GOAL_MS] of targets) {
    const times = await timeAnswers(name, ask, ROUNDS);
    const [p50, p95] = [percentile(times, 50), percentile(times, 95)];
    baseline ||= p95;
    report({
      name: `${name}, ${ITEMS} items, p95`,
      goal: `≤ ${goalMs} ms`,
      measured: `${p95.toFixed(1)} ms (p50 ${p50.toFixed(1)})`,
      baseline: `the health check (${baseline.toFixed(1)} ms)`,
      ratio: p95 / baseline,
      missedBy: above(p95, goalMs, "ms"),
    });
  }
}

/**
 * Fills the database with one finished batch, half of it approved, its ledger, and a quarter's sums of decisions. What its
 * outputs are found by is written as lib/outputs/search-terms.ts would. @returns the batch's id.
 */
async function fill({ db }: Database): Promise<string> {
  const [member, provider, model, price, dataset, template, version, batch] = Array.from(
    { length: 8 },
    newId,
  );
  await db.execute(
    sql.raw(`
    insert into members (id, email, name, roles) values ('${member}', 'bench@example.com', 'Bench', '{operator}');
    insert into providers (id, name, kind) values ('${provider}', 'Sandbox', 'sandbox');
    insert into models (id, provider_id, name, kind) values ('${model}', '${provider}', 'sandbox-fast', 'text');
    insert into prices (id, model_id, effective_from, currency, input_per_mtok, output_per_mtok)
      values ('${price}', '${model}', now() - interval '1 year', 'USD', 0.15, 0.6);
    insert into datasets (id, name, status, row_count, created_by, columns)
      values ('${dataset}', 'Bench', 'ready', ${ITEMS}, '${member}', '[]');
    insert into dataset_rows (dataset_id, row_number, source_row, values)
      select '${dataset}', n, n + 1, jsonb_build_object('sku', lpad(n::text, 8, '0'), 'name', 'Perfume ' || n)
      from generate_series(1, ${ITEMS}) n;
    insert into templates (id, name, created_by) values ('${template}', 'Bench', '${member}');
    insert into template_versions (id, template_id, number, state, sections, inputs, outputs, languages, created_by)
      values ('${version}', '${template}', 1, 'published', '{"instruction":"Write."}', '[]',
        '[{"name":"title","type":"text","required":true}]', '{en}', '${member}');
    insert into batches (id, name, dataset_id, template_id, template_version_id, model_id, languages, row_count,
        item_count, mode, review_plan, state, currency, cap, spent, next_seq, launched_by, started_at, finished_at)
      values ('${batch}', 'Bench', '${dataset}', '${template}', '${version}', '${model}', '{en,de,ja}', ${ITEMS}, ${ITEMS},
        'realtime', '{"kind":"every"}', 'succeeded', 'USD', 100, ${ITEMS} * 0.000437, ${ITEMS}, '${member}',
        now() - interval '1 hour', now());
    create table "batch_items_bench" partition of batch_items for values in ('${batch}');
    insert into batch_items (batch_id, seq, row_number, language, state, output, failure_group, checks, cost, attempts,
        review_state, decided_by, decided_at)
      select '${batch}', n, n + 1, case when n % 4 < 2 then 'en' else 'de' end, case when n % 50 = 0 then 'failed' else 'succeeded' end,
        jsonb_build_object('title', 'A perfume for number ' || n || case when n % 100000 = 7 then ' 琥珀之夜'
          when n % 2 = 0 then ' 月光' else '' end), case when n % 50 = 0 then 'output_misfit' end,
        case when n % 1001 = 0 then '${verdicts("block")}' when n % 501 = 0 then '${verdicts("warn")}' else '[]' end::jsonb,
        0.000437, 1, case when n % 50 = 0 then 'none'
          when n % 500 in (3, 4) then 'rejected' when n % 2 = 0 then 'approved' else 'pending' end,
        case when n % 2 = 0 then '${member}'::uuid end, case when n % 2 = 0 then now() end
      from generate_series(0, ${ITEMS - 1}) n;
    insert into decision_buckets (starts_at, batch_id, model_id, approved, rejected, rejected_cost)
      values (date_bin('15 minutes', now(), 'epoch'::timestamptz), '${batch}', '${model}', ${ITEMS * 0.48}, 0, 0);
    insert into batch_counters (batch_id, slot, succeeded, failed, review_pending, approved, rejected)
      values ('${batch}', 0, ${ITEMS * 0.98}, ${ITEMS * 0.02}, ${ITEMS * 0.498}, ${ITEMS * 0.478}, ${ITEMS * 0.004});
    insert into review_decisions (id, batch_id, seq, member_id, decision, reason, output_version, claim_token)
      select gen_random_uuid(), '${batch}', n, '${member}', 'reject', case when n % 50000 = 3 then 'wrong_picture' else 'language' end, 1, 1
      from generate_series(0, ${ITEMS - 1}) n where n % 500 in (3, 4) and n % 50 <> 0;
    insert into quality_buckets (starts_at, batch_id, model_id, member_id, language, decision, reason, decisions)
      select date_bin('15 minutes', now(), 'epoch'::timestamptz) - quarter * interval '15 minutes', '${batch}', '${model}',
        md5('reviewer' || reviewer)::uuid, 'en', decision, case decision when 'reject' then 'language' else '' end, 30
      from generate_series(0, 2879) quarter, generate_series(1, 10) reviewer, unnest(array['approve', 'reject']) decision;
    insert into quality_buckets (starts_at, batch_id, model_id, member_id, language, decision, reason, decisions)
      values (date_bin('15 minutes', now(), 'epoch'::timestamptz), '${batch}', '${model}', '${member}', 'en', 'reject', 'wrong_picture', 1);
    insert into time_buckets (starts_at, batch_id, model_id, member_id, language, kind, bin, decisions)
      select starts_at, batch_id, model_id, member_id, language, 'pace', bin, 3
      from quality_buckets, generate_series(20, 35, 3) bin where decision = 'approve';
    drop index output_terms_idx;
    insert into output_terms (batch_id, seq, terms)
      select '${batch}', n, array_to_tsvector(array['a', 'perfume', 'for', 'number', n::text]
        || case when n % 100000 = 7 then array['琥珀', '珀之', '之夜', '夜'] when n % 2 = 0 then array['月光', '光'] else '{}' end
        || case when n % 100000 = 9 then array['==block', '=links=block'] else array['==pass', '=format=pass'] end)
      from generate_series(0, ${ITEMS - 1}) n where n % 50 <> 0;
    create index output_terms_idx on output_terms using gin (terms) with (fastupdate = false);
    insert into attempts (id, kind, run_kind, run_id, seq, language, model_id, price_id, template_id, template_version_id,
        member_id, outcome, input_tokens, output_tokens, cost, currency, latency_ms)
      select gen_random_uuid(), 'settled', 'batch', '${batch}', n, 'en', '${model}', '${price}', '${template}', '${version}',
        '${member}', 'answered', 900, 500, 0.000437, 'USD', 800
      from generate_series(0, ${ENTRIES - 1}) n;
    insert into spend_buckets (starts_at, run_id, model_id, template_id, member_id, currency, run_kind, simulated, attempts,
        input_tokens, output_tokens, settled, unknown)
      values (date_trunc('hour', now()), '${batch}', '${model}', '${template}', '${member}', 'USD', 'batch', true,
        ${ITEMS}, ${ITEMS * 900}, ${ITEMS * 500}, ${ITEMS} * 0.000437, 0);
    analyze;
  `),
  );
  return batch as string;
}

/** What a check has found, as it is kept with an item. */
function verdicts(verdict: "warn" | "block"): string {
  const message = { code: "lexicon_term", params: { term: "perfume" } };
  return JSON.stringify([
    { kind: "lexicon", verdict, field: "title", spans: [{ from: 2, to: 9 }], message, version: "1" },
  ]);
}
