import { translateError } from "#lib/i18n/translate.ts";
import { openCutOutModel } from "#lib/images/cut-out-model.ts";
import { log } from "#lib/observability/log.ts";

/** Says in the log whether what CUT_OUT_MODEL names can be used. Never throws: everything else works without it. */
export async function reportCutOutModel(): Promise<void> {
  try {
    const opened = await openCutOutModel(new AbortController().signal);
    if (opened.ok) log.info({ model: opened.value }, "CUT_OUT_MODEL is opened");
    else {
      const { code, params } = opened.refusal;
      log.error({ code, ...params }, translateError("en", code, params));
    }
  } catch (err) {
    log.error({ err }, "CUT_OUT_MODEL was not looked at");
  }
}
