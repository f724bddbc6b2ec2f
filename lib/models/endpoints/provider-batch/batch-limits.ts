import type { CallableModel } from "../../callable-model.ts";
import { readSandboxSettings } from "../../sandbox-settings.ts";

/** What a provider takes in one batch, and how long it may take over it. */
export interface BatchLimits {
  requests: number;
  bytes: number;
  windowMs: number;
}

const MB = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;

/** https://platform.openai.com/docs/guides/batch */
const OPENAI: BatchLimits = { requests: 50_000, bytes: 200 * MB, windowMs: DAY_MS };
/** https://help.aliyun.com/zh/model-studio/batch-interfaces-compatible-with-openai */
const DASHSCOPE: BatchLimits = { requests: 50_000, bytes: 500 * MB, windowMs: DAY_MS };
/** https://docs.claude.com/en/docs/build-with-claude/batch-processing */
const ANTHROPIC: BatchLimits = { requests: 100_000, bytes: 256 * MB, windowMs: DAY_MS };

const DASHSCOPE_HOST = /(^|\.)dashscope(-[a-z]+)?\.aliyuncs\.com$/;

/** The limits of a model's provider; `null` when it takes no batches. */
export function batchLimitsOf({
  providerKind,
  baseUrl,
  headers,
}: Pick<CallableModel, "providerKind" | "baseUrl" | "headers">): BatchLimits | null {
  switch (providerKind) {
    case "openai":
      return OPENAI;
    case "openai-compatible":
      return DASHSCOPE_HOST.test(URL.parse(baseUrl)?.hostname ?? "") ? DASHSCOPE : OPENAI;
    case "sandbox":
      return { ...OPENAI, requests: readSandboxSettings(headers, process.env).batchRequests };
    case "anthropic":
      return ANTHROPIC;
    case "google":
    case "stable-diffusion":
      return null;
  }
}
