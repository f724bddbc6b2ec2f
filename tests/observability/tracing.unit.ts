import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import { inSpan } from "#lib/observability/tracing.ts";

// Tells whether starting with this environment loads the tracing library.
const PROBE = `
  import { registerHooks } from "node:module";
  let loaded = false;
  registerHooks({ load(url, context, next) { loaded ||= url.includes("@opentelemetry/sdk-trace"); return next(url, context); } });
  const { startTracing } = await import("#lib/observability/start-tracing.ts");
  await import("#lib/calls/call-model.ts");
  const stop = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: process.env.OTEL_EXPORTER_OTLP_ENDPOINT });
  process.stdout.write(String(loaded));
  await stop();
`;

function loadsLibrary(env: Record<string, string>): string {
  const args = ["--no-warnings", "--input-type=module", "-e", PROBE];
  return execFileSync(process.execPath, args, {
    cwd: projectDir,
    env: { ...process.env, ...env },
  }).toString();
}

test("without a collector the tracing library is not even loaded", () => {
  expect(loadsLibrary({})).toBe("false");
  expect(loadsLibrary({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" })).toBe("true");
});

test("work gives what it gives where nobody traces", async () => {
  expect(inSpan("work", {}, () => 7)).toBe(7);
  await expect(inSpan("work", {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
