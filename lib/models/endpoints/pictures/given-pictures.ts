import type { ReportedLimits } from "../reported-limits.ts";
import type { ReadPictures } from "./picture-request.ts";

/** What a provider gave for a call, before its pictures were looked at. */
export interface GivenPictures extends ReadPictures {
  requestId: string | null;
  reportedLimits: ReportedLimits | null;
}
